package dev.tunnelmanager.adapter.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.adapter.simulation.SimulatedNameDirectory.Fault;
import dev.tunnelmanager.contracts.NameDirectoryContract;
import dev.tunnelmanager.contracts.NameDirectoryWorld;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatedNameDirectoryTest implements NameDirectoryContract {

    private static final String TUNNEL = "tunnel.simulated.invalid";
    private static final Zone ZONE = new Zone("zone-1", "example.com", ZoneStanding.ACTIVE, 1, List.of());

    @Override
    public NameDirectoryWorld world() {
        return new SimulatedWorld(directory());
    }

    private static SimulatedNameDirectory directory() {
        return new SimulatedNameDirectory(TUNNEL,
                List.of(ZONE, new Zone("zone-2", "example.org", ZoneStanding.ACTIVE, 1, List.of())));
    }

    @Test
    void a_name_leads_by_itself_or_by_a_wildcard_unless_something_else_stands_there() {
        SimulatedNameDirectory directory = directory();
        directory.publish(ZONE, HostnamePattern.of("*.example.com"), Optional.empty(), MARK);
        assertThat(directory.leads(APP)).isTrue();
        assertThat(directory.leads(HostnamePattern.of("a.b.example.com"))).isFalse();
        directory.plant(APP, "A", "192.0.2.1", "");
        assertThat(directory.leads(APP)).isFalse();
    }

    @Test
    void a_single_fault_is_met_once() {
        SimulatedNameDirectory directory = directory();
        directory.fail(Fault.UNAVAILABLE);
        directory.fail(Fault.APPLIED_UNANSWERED);
        assertThatThrownBy(directory::zones).isInstanceOf(PortFailure.class);
        assertThat(directory.zones()).hasSize(2);
        assertThatThrownBy(() -> directory.publish(ZONE, APP, Optional.empty(), MARK)).isInstanceOf(PortFailure.class);
        assertThat(directory.leads(APP)).isTrue();
    }

    private record SimulatedWorld(SimulatedNameDirectory simulated) implements NameDirectoryWorld {

        @Override
        public NameDirectory directory() {
            return simulated;
        }

        @Override
        public String tunnelContent() {
            return TUNNEL;
        }

        @Override
        public String plant(HostnamePattern at, String type, String content, String mark) {
            return simulated.plant(at, type, content, mark);
        }

        @Override
        public void changeContent(String id, String content) {
            simulated.change(id, content, simulated.entry(id).mark());
        }

        @Override
        public void changeMark(String id, String mark) {
            simulated.change(id, simulated.entry(id).content(), mark);
        }

        @Override
        public void takeAway(String id) {
            simulated.takeAway(id);
        }

        @Override
        public void trouble(Trouble kind) {
            simulated.failFromNowOn(switch (kind) {
                case UNAVAILABLE -> Fault.UNAVAILABLE;
                case DENIED -> Fault.DENIED;
                case SILENT_AFTER_CHANGE -> Fault.APPLIED_UNANSWERED;
                case SILENT_BEFORE_CHANGE -> Fault.LOST_UNANSWERED;
            });
        }

        @Override
        public void mend() {
            simulated.mend();
        }

        @Override
        public int changes() {
            return simulated.changes();
        }
    }
}
