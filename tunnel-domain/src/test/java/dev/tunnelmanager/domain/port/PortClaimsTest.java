package dev.tunnelmanager.domain.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.topology.HostListener;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PortClaimsTest {

    private static final ProjectName CONSILIO = new ProjectName("consilio");
    private static final ProjectName OTHER = new ProjectName("secretive");

    private static Project project(int first, int last) {
        return new Project(CONSILIO, Optional.of(new PortRange(PortNumber.of(first), PortNumber.of(last))),
                OptionalInt.empty(), List.of(), Optional.empty(), Instant.EPOCH);
    }

    private static Project unlimited() {
        return Project.unlimited(CONSILIO, Instant.EPOCH);
    }

    private static List<PortAllocation> allocated(ProjectName owner, int... ports) {
        return Arrays.stream(ports)
                .mapToObj(port -> new PortAllocation(PortNumber.of(port), owner, ServiceHint.NONE, Instant.EPOCH))
                .toList();
    }

    private static Optional<List<HostListener>> listening(int... ports) {
        return Optional
                .of(Arrays.stream(ports).mapToObj(port -> new HostListener("::1", PortNumber.of(port))).toList());
    }

    private static String decide(Project project, List<PortAllocation> allocations,
            Optional<List<HostListener>> listeners, Set<PortNumber> reserved, int requested) {
        return switch (PortClaims.decide(project, allocations, listeners, reserved,
                requested == 0 ? Optional.empty() : Optional.of(PortNumber.of(requested)))) {
            case Verdict.Granted<PortNumber> granted -> granted.value().toString();
            case Verdict.Refused<PortNumber> refused -> refused.refusal().code().name();
        };
    }

    @Test
    void grants_a_port_that_is_asked_for_even_if_something_listens_on_it() {
        assertThat(decide(unlimited(), List.of(), listening(5000), Set.of(), 5000)).isEqualTo("5000");
        assertThat(decide(project(5000, 5009), List.of(), listening(), Set.of(), 5009)).isEqualTo("5009");
    }

    @Test
    void grants_an_own_port_again_whatever_the_range_is_now() {
        assertThat(decide(project(6000, 6009), allocated(CONSILIO, 5000), listening(), Set.of(PortNumber.of(5000)),
                5000)).isEqualTo("5000");
    }

    @Test
    void refuses_in_order_of_precedence() {
        Set<PortNumber> reserved = Set.of(PortNumber.of(20241));
        assertThat(decide(project(5000, 5009), allocated(OTHER, 5010), listening(), Set.of(PortNumber.of(5010)), 5010))
                .isEqualTo(RefusalCode.PORT_OUTSIDE_RANGE.name());
        assertThat(decide(unlimited(), allocated(OTHER, 20241), listening(), reserved, 20241))
                .isEqualTo(RefusalCode.PORT_TAKEN.name());
        assertThat(decide(unlimited(), List.of(), listening(), reserved, 20241))
                .isEqualTo(RefusalCode.PORT_RESERVED.name());
    }

    @Test
    void does_not_say_whose_a_taken_port_is() {
        assertThat(PortClaims.decide(unlimited(), allocated(OTHER, 5000), listening(), Set.of(),
                Optional.of(PortNumber.of(5000))).toString()).doesNotContain(OTHER.text())
                .contains("another project");
    }

    @Test
    void takes_the_lowest_free_port() {
        assertThat(decide(project(5000, 5009), allocated(OTHER, 5000), listening(5001), Set.of(PortNumber.of(5002)), 0))
                .isEqualTo("5003");
        assertThat(decide(unlimited(), List.of(), Optional.empty(), Set.of(), 0)).isEqualTo("20000");
        assertThat(decide(project(5000, 5009), allocated(CONSILIO, 5000), listening(), Set.of(), 0)).isEqualTo("5001");
    }

    @Test
    void says_when_there_is_none() {
        assertThat(decide(project(5000, 5001), allocated(OTHER, 5000), listening(5001), Set.of(), 0))
                .isEqualTo(RefusalCode.NO_FREE_PORT.name());
        assertThat(decide(project(65535, 65535), allocated(OTHER, 65535), listening(), Set.of(), 0))
                .isEqualTo(RefusalCode.NO_FREE_PORT.name());
    }

    @Property
    void the_next_free_port_is_the_first_that_nobody_has(@ForAll Set<@IntRange(min = 5000, max = 5009) Integer> taken,
            @ForAll Set<@IntRange(min = 5000, max = 5009) Integer> open,
            @ForAll Set<@IntRange(min = 5000, max = 5009) Integer> kept) {
        TreeSet<Integer> free = new TreeSet<>(IntStream.rangeClosed(5000, 5009).boxed().toList());
        free.removeAll(taken);
        free.removeAll(open);
        free.removeAll(kept);
        String answer = decide(project(5000, 5009),
                allocated(OTHER, taken.stream().mapToInt(Integer::intValue).toArray()),
                listening(open.stream().mapToInt(Integer::intValue).toArray()),
                Set.copyOf(kept.stream().map(PortNumber::of).toList()), 0);
        assertThat(answer).isEqualTo(free.isEmpty() ? RefusalCode.NO_FREE_PORT.name() : free.first().toString());
    }

    @Test
    void a_port_is_a_whole_number_from_1_to_65535() {
        assertThat(PortNumber.parse(1)).isEqualTo(Verdict.granted(PortNumber.of(1)));
        assertThat(PortNumber.parse(65_535)).isEqualTo(Verdict.granted(PortNumber.of(65_535)));
        for (long wrong : new long[]{0, -1, 65_536, Long.MAX_VALUE, 4_294_967_376L}) {
            assertThat(PortNumber.parse(wrong).toString()).contains("invalid_port");
        }
    }
}
