package dev.tunnelmanager.launcher.daemon;

import dev.tunnelmanager.adapter.http.HealthLook;
import dev.tunnelmanager.adapter.http.HealthPages;
import dev.tunnelmanager.adapter.http.PrometheusMeasurements;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.Installation;
import dev.tunnelmanager.launcher.Version;
import dev.tunnelmanager.launcher.config.Configuration;
import dev.tunnelmanager.launcher.config.Configuration.Address;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.ControlPlane;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine without a supervisor: leader when it can be, with health pages, and with systemd told how it is. */
public final class Daemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("tunnel-manager");

    /** What the parts are called on the pages; the core knows neither product. */
    private static final Map<String, String> NAMES = Map.of("topology", "docker", "engine", "docker", "directory",
            "cloudflare_api");

    private final ControlPlane plane;
    private final HealthLook look;
    private final Optional<HealthPages> pages;
    private final SystemdNotice notice;
    private final Pulse pulse;

    private Daemon(ControlPlane plane, HealthLook look, Optional<HealthPages> pages, SystemdNotice notice,
            Pulse pulse) {
        this.plane = plane;
        this.look = look;
        this.pages = pages;
        this.notice = notice;
        this.pulse = pulse;
    }

    /**
     * Opens the state, then the pages, and then tells systemd; says why not if that is not possible, and leaves nothing open then.
     *
     * @param environment where secrets are looked up
     */
    public static Verdict<Daemon> open(Configuration configuration, Map<String, String> environment,
            SystemdNotice notice) {
        PrometheusMeasurements measurements = new PrometheusMeasurements(Version.text());
        return Installation.open(configuration, environment, Installation.Role.CARRYING_OUT, measurements)
                .then(plane -> over(plane, configuration, measurements, notice));
    }

    private static Verdict<Daemon> over(ControlPlane plane, Configuration configuration,
            PrometheusMeasurements measurements, SystemdNotice notice) {
        InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
        HealthLook look = new HealthLook(plane::health);
        // So that there is something to tell before the first page is asked for.
        look.look();
        try {
            Optional<HealthPages> pages = configuration.httpListen().map(listen -> HealthPages
                    .open(new InetSocketAddress(listen.host(), listen.port()), look, measurements, Version.text(),
                            NAMES, clock));
            Duration beat = notice.pingEvery().filter(ping -> ping.compareTo(configuration.monitor().interval()) < 0)
                    .orElse(configuration.monitor().interval());
            announce(configuration, pages, notice);
            return Verdict.granted(new Daemon(plane, look, pages, notice, Pulse.start(look, notice, beat)));
        } catch (PortFailure taken) {
            look.close();
            plane.close();
            return Verdict.refused(new Refusal(RefusalCode.INVALID_CONFIGURATION, taken.problem(),
                    taken.recommendation()));
        }
    }

    private static void announce(Configuration configuration, Optional<HealthPages> pages, SystemdNotice notice) {
        String where = pages.map(open -> "health pages on http://" + text(open.address()) + "/health/")
                .orElse("no health pages");
        LOG.info("Serving state {}, {}, version {}", configuration.stateDir(), where, Version.text());
        pages.filter(open -> !open.address().getAddress().isLoopbackAddress()).ifPresent(open -> LOG.warn(
                "The health pages can be read from other machines, without a password; set http.listen to 127.0.0.1:{} if"
                        + " that is not wanted",
                open.address().getPort()));
        notice.ready("Serving, " + where);
    }

    private static String text(InetSocketAddress address) {
        return new Address(address.getAddress().getHostAddress(), address.getPort()).toString();
    }

    /** Returns where the health pages are, if there are any. */
    public Optional<InetSocketAddress> pages() {
        return pages.map(HealthPages::address);
    }

    /** Waits until it is wanted that the daemon ends; closing it is left to the caller. */
    public void serveUntil(CountDownLatch wanted) throws InterruptedException {
        wanted.await();
    }

    /** Ends in order: systemd is told, the pages close, and leadership is given up last. The connector goes on. */
    @Override
    public void close() {
        LOG.info("Ending; the connector's processes go on");
        notice.stopping();
        pulse.close();
        pages.ifPresent(HealthPages::close);
        look.close();
        plane.close();
        LOG.info("Ended");
    }
}
