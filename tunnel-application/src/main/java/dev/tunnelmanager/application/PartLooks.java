package dev.tunnelmanager.application;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driving.HealthReport.Component;
import dev.tunnelmanager.ports.driving.HealthReport.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How this process has last seen the container engine and the provider, looked at only while somebody asks how they are, rarely, and
 * on no thread that anybody waits for. A look that has not ended in time is told as such. Safe for use by many threads.
 */
final class PartLooks {

    private static final Duration ENGINE_EVERY = Duration.ofMinutes(1);
    private static final Duration PROVIDER_EVERY = Duration.ofMinutes(2);

    private final DrivenPorts ports;
    private final Duration within;
    private final Part engine;
    private final Part provider;

    PartLooks(DrivenPorts ports, ControlPlaneSettings settings) {
        this.ports = ports;
        this.within = settings.watch().lookWithin();
        this.engine = new Part("docker", "The container engine has not answered since ");
        this.provider = new Part("cloudflare_api", "The provider has not answered since ");
    }

    /** Looks at what is due; returns at once. */
    void look(Instant now) {
        engine.lookEvery(ENGINE_EVERY, now, () -> HealthDesk.engine(ports.topology().snapshot()));
        provider.lookEvery(PROVIDER_EVERY, now, this::askProvider);
    }

    /** Returns how the container engine was last seen by this process, if it looked. */
    Optional<Component> engine() {
        return engine.last(ports.clock().instant());
    }

    /** Returns how the provider was last seen by this process, if it looked. */
    Optional<Component> provider() {
        return provider.last(ports.clock().instant());
    }

    private Component askProvider() {
        Instant began = ports.clock().instant();
        try {
            int zones = ports.directory().zones().size();
            Instant end = ports.clock().instant();
            return new Component("cloudflare_api", Condition.UP, "The provider answers and shows " + zones + " zones.",
                    Optional.of(Duration.between(began, end)), end);
        } catch (PortFailure failure) {
            return new Component("cloudflare_api", Condition.DEGRADED, failure.problem(), Optional.empty(),
                    ports.clock().instant());
        }
    }

    /** One of them. */
    private final class Part {

        private final String name;
        private final String silent;
        private final AtomicReference<@Nullable Component> seen = new AtomicReference<>();
        private final AtomicReference<@Nullable Instant> underWaySince = new AtomicReference<>();
        /** When it may be looked at again; guarded by this. */
        private Instant next = Instant.MIN;

        Part(String name, String silent) {
            this.name = name;
            this.silent = silent;
        }

        /** Returns whether it is time to look, and who asks is to do so. */
        private synchronized boolean isDue(Duration period, Instant now) {
            boolean setBack = next.isAfter(now.plus(period));
            if ((now.isBefore(next) && !setBack) || !underWaySince.compareAndSet(null, now)) {
                return false;
            }
            next = now.plus(period);
            return true;
        }

        void lookEvery(Duration period, Instant now, Supplier<Component> look) {
            if (!isDue(period, now)) {
                return;
            }
            ports.sideBySide().execute(() -> {
                try {
                    seen.set(look.get());
                } catch (RuntimeException bug) {
                    ports.events().failed("The look at " + name + " met a programming error: " + bug,
                            "Report it with the log; it is looked at again.");
                } finally {
                    underWaySince.set(null);
                }
            });
        }

        Optional<Component> last(Instant now) {
            Instant since = underWaySince.get();
            if (since != null && Duration.between(since, now).compareTo(within) > 0) {
                return Optional
                        .of(new Component(name, Condition.DEGRADED, silent + since + ".", Optional.empty(), since));
            }
            return Optional.ofNullable(seen.get());
        }
    }
}
