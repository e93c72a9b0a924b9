package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.ports.driven.Probes.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;

/** Whether something on this host accepts TCP connections at the address of a service. */
final class Reachability {

    private static final int LARGEST_PORT = 65_535;
    private static final byte[] LOOPBACK_4 = {127, 0, 0, 1};
    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    static Reach of(OriginService service, Deadline deadline) {
        String text = service.text();
        int colon = text.lastIndexOf(':');
        String host = text.substring(text.indexOf("://") + 3, colon);
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port > LARGEST_PORT) {
            return Reach.NO;
        }
        InetAddress[] addresses;
        try {
            addresses = addresses(host);
        } catch (UnknownHostException unknown) {
            return Reach.NO;
        }
        for (int i = 0; i < addresses.length; i++) {
            if (accepts(new InetSocketAddress(addresses[i], port), deadline, addresses.length - i)) {
                return Reach.YES;
            }
        }
        return Reach.NO;
    }

    /** A connector tries both families of {@code localhost}, whatever the hosts file says. */
    private static InetAddress[] addresses(String host) throws UnknownHostException {
        if (host.equals("localhost")) {
            return new InetAddress[]{InetAddress.getByAddress(LOOPBACK_4), InetAddress.getByAddress(LOOPBACK_6)};
        }
        return InetAddress.getAllByName(host);
    }

    private static boolean accepts(InetSocketAddress address, Deadline deadline, int shares) {
        try (Socket socket = new Socket()) {
            deadline.covers(socket);
            socket.connect(address, deadline.leftMillis(shares));
            // A socket whose own port happens to be the one it connects to connects to itself where nobody listens.
            return !socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress());
        } catch (IOException refused) {
            return false;
        }
    }

    private Reachability() {}
}
