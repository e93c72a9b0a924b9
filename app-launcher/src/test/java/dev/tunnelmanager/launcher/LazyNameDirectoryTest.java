package dev.tunnelmanager.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory;
import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory.Fault;
import dev.tunnelmanager.application.WatchedPorts;
import dev.tunnelmanager.contracts.NameDirectoryContract;
import dev.tunnelmanager.contracts.NameDirectoryWorld;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A directory that is set up late is the same directory. */
class LazyNameDirectoryTest implements NameDirectoryContract {

    private static final Measurements UNCOUNTED = WatchedPorts.unseen().measurements();
    private static final String TUNNEL = "tunnel.simulated.invalid";

    private static SimulatedNameDirectory simulated() {
        return new SimulatedNameDirectory(TUNNEL,
                List.of(new Zone("zone-1", "example.com", ZoneStanding.ACTIVE, 1, List.of())));
    }

    @Override
    public NameDirectoryWorld world() {
        SimulatedNameDirectory real = simulated();
        return new World(real, new LazyNameDirectory(() -> real, UNCOUNTED));
    }

    @Test
    void is_set_up_at_the_first_call_and_once() {
        AtomicInteger setUps = new AtomicInteger();
        NameDirectory lazy = new LazyNameDirectory(() -> {
            setUps.incrementAndGet();
            return simulated();
        }, UNCOUNTED);
        assertThat(setUps).hasValue(0);
        assertThat(lazy.zones()).hasSize(1);
        assertThat(lazy.zones()).hasSize(1);
        assertThat(setUps).hasValue(1);
    }

    @Test
    void every_call_is_counted_with_its_result() {
        AtomicInteger setUps = new AtomicInteger();
        List<String> results = new ArrayList<>();
        NameDirectory lazy = new LazyNameDirectory(() -> {
            if (setUps.incrementAndGet() == 1) {
                throw new PortFailure(PortFailure.Kind.DENIED, "There is no token.", "Store one.");
            }
            return simulated();
        }, new Measurements() {
            @Override
            public void count(Count what, String label) {
                results.add(what + " " + label);
            }

            @Override
            public void took(Time what, Duration duration) {
                throw new AssertionError("Nothing is timed");
            }
        });
        assertThatThrownBy(lazy::zones).isInstanceOf(PortFailure.class);
        lazy.zones();
        lazy.entriesAt(lazy.zones().getFirst(), HostnamePattern.of("api.example.com"));
        assertThat(results).containsExactly("PROVIDER_CALL denied", "PROVIDER_CALL ok", "PROVIDER_CALL ok",
                "PROVIDER_CALL ok");
    }

    @Test
    void a_set_up_that_fails_is_tried_again_at_the_next_call() {
        AtomicInteger setUps = new AtomicInteger();
        NameDirectory lazy = new LazyNameDirectory(() -> {
            if (setUps.incrementAndGet() == 1) {
                throw new PortFailure(PortFailure.Kind.DENIED, "There is no token.", "Store one.");
            }
            return simulated();
        }, UNCOUNTED);
        assertThatThrownBy(lazy::zones).isInstanceOf(PortFailure.class);
        assertThat(lazy.zones()).hasSize(1);
    }

    private record World(SimulatedNameDirectory real, NameDirectory directory) implements NameDirectoryWorld {

        @Override
        public String tunnelContent() {
            return TUNNEL;
        }

        @Override
        public String plant(HostnamePattern at, String type, String content, String mark) {
            return real.plant(at, type, content, mark);
        }

        @Override
        public void changeContent(String id, String content) {
            real.change(id, content, real.entry(id).mark());
        }

        @Override
        public void changeMark(String id, String mark) {
            real.change(id, real.entry(id).content(), mark);
        }

        @Override
        public void takeAway(String id) {
            real.takeAway(id);
        }

        @Override
        public void trouble(Trouble kind) {
            real.failFromNowOn(switch (kind) {
                case UNAVAILABLE -> Fault.UNAVAILABLE;
                case DENIED -> Fault.DENIED;
                case SILENT_AFTER_CHANGE -> Fault.APPLIED_UNANSWERED;
                case SILENT_BEFORE_CHANGE -> Fault.LOST_UNANSWERED;
            });
        }

        @Override
        public void mend() {
            real.mend();
        }

        @Override
        public int changes() {
            return real.changes();
        }
    }
}
