package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.domain.diagnosis.Sighting;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Asks the servers that {@code resolv.conf} names, over UDP, as cloudflared does.
 *
 * <p>The JDK's look-up is not used: it cannot be interrupted, remembers answers, and follows settings that a program in Go does not.
 */
final class SystemResolver {

    /** As many as the system's library asks. */
    private static final int MOST_SERVERS = 3;

    private final Path resolvConf;
    private final int port;
    private final RandomGenerator chance;

    /**
     * Makes it.
     *
     * @param resolvConf the file that names the servers
     * @param port on which all of them answer
     * @param chance numbers the questions
     */
    SystemResolver(Path resolvConf, int port, RandomGenerator chance) {
        this.resolvConf = resolvConf;
        this.port = port;
        this.chance = chance;
    }

    /**
     * What came of a question.
     *
     * @param resolves whether a server has named an address
     * @param addresses those that it has named
     * @param words what was met, without a full stop
     */
    record Found(Sighting resolves, List<InetAddress> addresses, String words) {}

    /** Asks one server after the other for {@code name} until one has an answer, at most for {@code timeout} altogether. */
    Found ask(String name, Duration timeout) {
        List<InetAddress> servers;
        try {
            servers = servers();
        } catch (IOException unreadable) {
            return new Found(Sighting.UNKNOWN, List.of(), resolvConf + " cannot be read: " + unreadable.getMessage());
        }
        Deadline deadline = Deadline.in(timeout);
        List<String> met = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            String server = servers.get(i).getHostAddress();
            try {
                DnsMessage.Answer answer = ask(servers.get(i), name, deadline.leftMillis(servers.size() - i));
                if (answer.code() == 0 && !answer.addresses().isEmpty()) {
                    return new Found(Sighting.YES, answer.addresses(), server + " has named an address of " + name);
                }
                met.add(server + " named no address of " + name + " (code " + answer.code() + ")");
            } catch (SocketTimeoutException silent) {
                met.add(server + " did not answer in time");
            } catch (IOException failed) {
                met.add(server + " could not be asked (" + failed.getMessage() + ")");
            }
        }
        return new Found(Sighting.NO, List.of(), String.join(", ", met));
    }

    private DnsMessage.Answer ask(InetAddress server, String name, int millis) throws IOException {
        int id = chance.nextInt(0x10000);
        Deadline deadline = Deadline.in(Duration.ofMillis(millis));
        try (DatagramSocket socket = new DatagramSocket()) {
            // Connected, so that a server that is not there is told of at once, and nobody else is heard.
            socket.connect(new InetSocketAddress(server, port));
            byte[] question = DnsMessage.question(id, name);
            socket.send(new DatagramPacket(question, question.length));
            byte[] octets = new byte[DnsMessage.LARGEST];
            while (true) {
                socket.setSoTimeout(deadline.leftMillis(1));
                DatagramPacket packet = new DatagramPacket(octets, octets.length);
                socket.receive(packet);
                try {
                    return DnsMessage.answer(ByteBuffer.wrap(octets, 0, packet.getLength()), id);
                } catch (IOException another) {
                    // A late answer to an earlier question, or rubbish; the right one may still come.
                }
            }
        }
    }

    /** Without the file or a server in it, the one on this host is asked. */
    private List<InetAddress> servers() throws IOException {
        List<InetAddress> servers = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(resolvConf, StandardCharsets.ISO_8859_1)) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length >= 2 && words[0].equals("nameserver") && servers.size() < MOST_SERVERS) {
                    // The system's library passes over what is no address, too.
                    LiteralAddress.of(words[1]).ifPresent(servers::add);
                }
            }
        } catch (NoSuchFileException none) {
            servers.clear();
        }
        return servers.isEmpty() ? List.of(InetAddress.getLoopbackAddress()) : servers;
    }
}
