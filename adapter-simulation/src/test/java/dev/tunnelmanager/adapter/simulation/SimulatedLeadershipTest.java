package dev.tunnelmanager.adapter.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.contracts.LeadershipContract;
import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.Leadership.Term;
import dev.tunnelmanager.ports.driven.PortFailure;
import org.junit.jupiter.api.Test;

class SimulatedLeadershipTest implements LeadershipContract {

    private final SimulatedLeadership first = new SimulatedLeadership();

    @Override
    public Leadership leadership() {
        return first.anotherProcess();
    }

    @Test
    void a_killed_process_leads_no_more_and_another_does() {
        SimulatedLeadership other = first.anotherProcess();
        Term term = first.tryLead().orElseThrow();
        first.kill();
        assertThat(term.holds()).isFalse();
        assertThat(other.tryLead()).isPresent();
        assertThatThrownBy(first::lead).isInstanceOf(PortFailure.class);
    }

    @Test
    void killing_a_process_that_does_not_lead_leaves_the_leader() {
        SimulatedLeadership other = first.anotherProcess();
        Term term = first.tryLead().orElseThrow();
        other.kill();
        assertThat(term.holds()).isTrue();
    }

    @Test
    void an_unusable_place_fails_until_it_is_mended() throws Exception {
        first.setUsable(false);
        assertThatThrownBy(first::tryLead).isInstanceOf(PortFailure.class);
        assertThatThrownBy(first::lead).isInstanceOf(PortFailure.class);
        first.setUsable(true);
        assertThat(first.lead().holds()).isTrue();
    }
}
