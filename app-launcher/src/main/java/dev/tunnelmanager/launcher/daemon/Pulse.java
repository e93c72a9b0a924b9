package dev.tunnelmanager.launcher.daemon;

import dev.tunnelmanager.adapter.http.HealthLook;
import dev.tunnelmanager.ports.driving.HealthReport.Component;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at how everything is at a steady pace: writes a line of each look, and tells systemd's watchdog, unless the core has been
 * silent for so long that a restart is the only help.
 */
final class Pulse implements AutoCloseable {

    /** Written into a file of its own. */
    static final String LOGGER = "tunnel-manager.health";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private final HealthLook look;
    private final SystemdNotice notice;
    private final Duration every;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private Pulse(HealthLook look, SystemdNotice notice, Duration every) {
        this.look = look;
        this.notice = notice;
        this.every = every;
        this.thread = new Thread(this::run, "tunnel-manager-pulse");
        this.thread.setDaemon(true);
    }

    /** Starts to look. */
    static Pulse start(HealthLook look, SystemdNotice notice, Duration every) {
        Pulse pulse = new Pulse(look, notice, every);
        pulse.thread.start();
        return pulse;
    }

    private void run() {
        try {
            do {
                beat();
            } while (!closing.await(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        HealthLook.Seen seen = look.look();
        if (seen.isAlive()) {
            notice.alive();
        }
        LOG.info("{}{}{}", seen.standing(), seen.report().map(report -> report.components().stream()
                .map(Pulse::words).collect(Collectors.joining())).orElse(""),
                seen.trouble().map(words -> " " + words).orElse(""));
    }

    private static String words(Component part) {
        return " " + part.name() + "=" + part.condition().name().toLowerCase(Locale.ROOT)
                + part.latency().map(latency -> "/" + latency.toMillis() + "ms").orElse("");
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            // A message to the watchdog after the daemon has said that it ends would do no harm, but look odd.
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
