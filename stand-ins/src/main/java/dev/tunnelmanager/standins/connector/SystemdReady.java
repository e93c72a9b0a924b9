package dev.tunnelmanager.standins.connector;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells systemd that the start is over, once the first connection is there; the real one tells nothing else. The JDK has no datagram
 * sockets in the file system's name space, so systemd-notify(1) sends, which speaks for its parent where it may, as root may.
 */
final class SystemdReady {

    private static final long LOOK_MILLIS = 20;

    /** Does so in the background, if systemd has asked for it. */
    static void tell(EdgeLinks links) {
        if (System.getenv("NOTIFY_SOCKET") != null) {
            Thread.ofVirtual().start(() -> {
                while (links.ready() == 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
                }
                try {
                    new ProcessBuilder("systemd-notify", "READY=1").inheritIO().start();
                } catch (IOException missing) {
                    StandInLog.line("ERR", "systemd could not be told: " + missing);
                }
            });
        }
    }

    private SystemdReady() {}
}
