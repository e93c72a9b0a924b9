import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The services behind the hostnames of a {@link Filled} state: each answers every request, on its own port of this machine. */
final class Origins implements AutoCloseable {

    private static final byte[] ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final List<ServerSocket> sockets = new ArrayList<>();

    static Origins of(int hostnames) throws IOException {
        Origins origins = new Origins();
        for (int i = 0; i < hostnames; i++) {
            ServerSocket socket = new ServerSocket(Filled.FIRST_PORT + i, 50, InetAddress.getLoopbackAddress());
            origins.sockets.add(socket);
            Thread.ofVirtual().start(() -> answer(socket));
        }
        return origins;
    }

    private static void answer(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                BufferedReader request = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                String line = request.readLine();
                while (line != null && !line.isEmpty()) {
                    line = request.readLine();
                }
                connection.getOutputStream().write(ANSWER);
            } catch (IOException over) {
                // A probe of the port alone asks nothing; and the socket is closed at the end.
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }
}
