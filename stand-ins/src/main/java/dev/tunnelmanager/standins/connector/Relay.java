package dev.tunnelmanager.standins.connector;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** Carries one request from a client to whoever answers it, and everything that comes back. */
final class Relay {

    private final Socket client;
    private final Socket upstream;
    private long returned;

    Relay(Socket client, Socket upstream) {
        this.client = client;
        this.upstream = upstream;
    }

    /** Sends {@code head} and whatever follows it; returns when the answering side has ended. */
    void run(HttpHead head) throws IOException {
        OutputStream out = upstream.getOutputStream();
        out.write(head.bytes());
        out.flush();
        Thread.ofVirtual().start(this::carryForward);
        InputStream in = upstream.getInputStream();
        OutputStream back = client.getOutputStream();
        byte[] buffer = new byte[16 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            back.write(buffer, 0, n);
            returned += n;
        }
    }

    /** Returns how many bytes of the answer have come back. */
    long returned() {
        return returned;
    }

    private void carryForward() {
        try {
            client.getInputStream().transferTo(upstream.getOutputStream());
            upstream.shutdownOutput();
        } catch (IOException clientGone) {
            Sockets.close(upstream);
        }
    }
}
