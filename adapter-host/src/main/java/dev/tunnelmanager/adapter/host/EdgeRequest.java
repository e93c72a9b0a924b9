package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.ports.driven.Probes.EdgeAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One {@code GET /} for a hostname, over TLS with the hostname as server name and its certificate verified. Where another
 * address to connect to is given, plain HTTP is tried as well if TLS is not spoken there. Safe for use by many threads.
 */
final class EdgeRequest {

    private static final int HTTPS = 443;
    /** A plain server may wait silently for the end of what it takes for a line; so long is it given to answer TLS. */
    private static final int LONGEST_SILENCE_MS = 1000;

    private final Optional<InetSocketAddress> via;
    private final Supplier<SSLSocketFactory> tls;

    /** Whether plain HTTP was the right thing last time; saves the time that finding out takes. */
    private volatile boolean plainAtVia;

    EdgeRequest(Optional<InetSocketAddress> via, Supplier<SSLSocketFactory> tls) {
        this.via = via;
        this.tls = tls;
    }

    EdgeAnswer ask(String hostname, Deadline deadline) {
        String host = via.map(InetSocketAddress::getHostString).orElse(hostname);
        String place = via.map(address -> host + ":" + address.getPort()).orElse(host);
        try {
            return meaning(hostname,
                    via.isPresent() ? throughVia(hostname, deadline) : overTls(hostname, deadline, false));
        } catch (UnknownHostException unknown) {
            return new EdgeAnswer.NotAnswered(host + " does not resolve to an address here.");
        } catch (SSLException failed) {
            return new EdgeAnswer.NotAnswered(tlsProblem(hostname, place, failed));
        } catch (SocketTimeoutException late) {
            return new EdgeAnswer.NotAnswered("Nothing answered for " + hostname + " at " + place + " in time.");
        } catch (IOException broken) {
            return new EdgeAnswer.NotAnswered(
                    "Asking " + place + " for " + hostname + " failed: " + Sentences.reason(broken) + ".");
        }
    }

    private int throughVia(String hostname, Deadline deadline) throws IOException {
        boolean silent = false;
        if (!plainAtVia) {
            try {
                return overTls(hostname, deadline, true);
            } catch (UnknownHostException unknown) {
                throw unknown;
            } catch (IOException failed) {
                if (speaksTls(failed)) {
                    throw failed;
                }
                silent = isTimeout(failed);
            }
        }
        try {
            int status = inPlain(hostname, deadline);
            plainAtVia = true;
            return status;
        } catch (IOException failed) {
            plainAtVia = false;
            if (silent && !isTimeout(failed)) {
                // It does not take plain HTTP, so it was only slow before.
                return overTls(hostname, deadline, false);
            }
            throw failed;
        }
    }

    private int inPlain(String hostname, Deadline deadline) throws IOException {
        try (Socket socket = connect(hostname, deadline)) {
            socket.setSoTimeout(deadline.leftMillis(1));
            return HttpStatusLine.ask(socket, hostname);
        }
    }

    private int overTls(String hostname, Deadline deadline, boolean impatient) throws IOException {
        try (Socket socket = connect(hostname, deadline)) {
            int left = deadline.leftMillis(1);
            socket.setSoTimeout(impatient ? Math.min(LONGEST_SILENCE_MS, Math.max(1, left / 3)) : left);
            // Closing the plain socket ends both; the closing words of TLS are not worth a wait.
            @SuppressWarnings("resource")
            SSLSocket secure = (SSLSocket) tls.get().createSocket(socket, hostname, HTTPS, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(hostname)));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            socket.setSoTimeout(deadline.leftMillis(1));
            return HttpStatusLine.ask(secure, hostname);
        }
    }

    private Socket connect(String hostname, Deadline deadline) throws IOException {
        String host = via.map(InetSocketAddress::getHostString).orElse(hostname);
        int port = via.map(InetSocketAddress::getPort).orElse(HTTPS);
        InetAddress[] addresses = InetAddress.getAllByName(host);
        @Nullable
        IOException last = null;
        for (int i = 0; i < addresses.length; i++) {
            Socket socket = new Socket();
            try {
                deadline.covers(socket);
                socket.connect(new InetSocketAddress(addresses[i], port), deadline.leftMillis(addresses.length - i));
                return socket;
            } catch (IOException refused) {
                socket.close();
                last = refused;
            }
        }
        throw last == null ? new UnknownHostException(host) : last;
    }

    /** Returns whether a handshake failed in a way in which only somebody who speaks TLS can fail. */
    private static boolean speaksTls(IOException failed) {
        return certificateProblem(failed).isPresent() || alert(failed);
    }

    private static boolean isTimeout(IOException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static boolean alert(IOException failed) {
        String message = failed.getMessage();
        return failed instanceof SSLException && message != null && message.contains("alert");
    }

    private static String tlsProblem(String hostname, String place, SSLException failed) {
        Optional<String> certificate = certificateProblem(failed);
        if (certificate.isPresent()) {
            return "The certificate that " + place + " shows for " + hostname + " does not verify: " + certificate.get()
                    + ".";
        }
        String hint = alert(failed) ? " It may have no certificate for this name." : "";
        return "TLS with " + place + " for " + hostname + " failed: " + Sentences.reason(failed) + "." + hint;
    }

    private static Optional<String> certificateProblem(Throwable failed) {
        Optional<String> deepest = Optional.empty();
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException) {
                deepest = Optional.of(Sentences.reason(cause));
            }
        }
        return deepest;
    }

    private static EdgeAnswer meaning(String hostname, int status) {
        String meaning = switch (status) {
            case 502 -> "the connector does not reach the service";
            case 503 -> "no connector serves this name, or the service says that it is not available";
            case 504, 524 -> "the service does not answer in time";
            case 521 -> "the service refuses connections";
            case 522, 523 -> "the service cannot be reached";
            case 525 -> "the TLS handshake with the service fails";
            case 526 -> "the certificate of the service does not verify";
            case 530 -> "no connector of the tunnel is connected, or the record leads to no tunnel";
            default -> status >= 520 && status <= 529 ? "it got no answer that it understands from the service" : "";
        };
        return meaning.isEmpty() ? new EdgeAnswer.Answered(status)
                : new EdgeAnswer.NotAnswered(
                        "The edge answered " + status + " for " + hostname + ", which means that " + meaning + ".");
    }
}
