package dev.tunnelmanager.standins.connector;

import java.io.Closeable;
import java.io.IOException;

/** Closing what may be broken already. */
final class Sockets {

    static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException broken) {
            StandInLog.line("DBG", "close: " + broken);
        }
    }

    private Sockets() {}
}
