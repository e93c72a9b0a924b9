package dev.tunnelmanager.adapter.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tunnelmanager.adapter.simulation.SimulatedIngressRules.Fault;
import dev.tunnelmanager.contracts.IngressRulesContract;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.IngressRules.Look;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SimulatedIngressRulesTest implements IngressRulesContract {

    private static final IngressEdit PUT = new IngressEdit(List.of(new OwnRule(APP, FIRST, true)), Set.of(), Map.of());

    private record InMemory(SimulatedIngressRules simulated) implements World {
        @Override
        public IngressRules rules() {
            return simulated;
        }

        @Override
        public List<IngressRule> standing() {
            return simulated.standing();
        }

        @Override
        public void writtenByOthers(List<IngressRule> rules) {
            simulated.write(rules);
        }
    }

    @Override
    public World worldOf(List<IngressRule> rules) {
        return new InMemory(new SimulatedIngressRules(rules));
    }

    @Test
    void a_change_without_an_answer_is_applied_or_lost_as_told() {
        SimulatedIngressRules rules = new SimulatedIngressRules(List.of(BLOG, CATCH_ALL));
        rules.fail(Fault.LOST_UNANSWERED);
        rules.fail(Fault.APPLIED_UNANSWERED);
        assertThatThrownBy(() -> rules.apply(PUT)).isInstanceOfSatisfying(PortFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.OUTCOME_UNKNOWN));
        assertThat(rules.standing()).containsExactly(BLOG, CATCH_ALL);
        assertThatThrownBy(() -> rules.apply(PUT)).isInstanceOf(PortFailure.class);
        assertThat(rules.standing()).hasSize(3);
        assertThat(rules.changes()).isEqualTo(1);
    }

    @Test
    void trouble_is_met_once_and_changes_nothing() {
        SimulatedIngressRules rules = new SimulatedIngressRules(List.of(BLOG, CATCH_ALL));
        rules.fail(Fault.DENIED);
        rules.fail(Fault.UNAVAILABLE);
        assertThatThrownBy(rules::observe).isInstanceOfSatisfying(PortFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.DENIED));
        assertThatThrownBy(() -> rules.apply(PUT)).isInstanceOfSatisfying(PortFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(PortFailure.Kind.UNAVAILABLE));
        assertThat(rules.standing()).containsExactly(BLOG, CATCH_ALL);
        assertThat(rules.observe()).isInstanceOf(Look.Seen.class);
    }

    @Test
    void a_damaged_list_is_unusable_until_it_is_mended() {
        SimulatedIngressRules rules = new SimulatedIngressRules(List.of(BLOG, CATCH_ALL));
        rules.damage("Line 3, column 1: a tab.");
        assertThat(rules.observe()).asInstanceOf(type(Look.Unusable.class))
                .satisfies(unusable -> assertThat(unusable.refusal().problem()).contains("a tab"));
        assertThat(rules.apply(PUT)).isInstanceOf(IngressRules.EditOutcome.Refused.class);
        rules.mend();
        assertThat(rules.apply(PUT)).isInstanceOf(IngressRules.EditOutcome.Applied.class);
    }
}
