package dev.tunnelmanager.domain.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OwnershipTest {

    private static final ProjectName CONSILIO = new ProjectName("consilio");
    private static final ProjectName OTHER = new ProjectName("other");
    private static final Actor ACTOR = new Actor.Project(CONSILIO);
    private static final Actor META = new Actor.Meta();

    private static Project project(int quota, String... suffixes) {
        return new Project(CONSILIO, Optional.empty(), quota < 0 ? OptionalInt.empty() : OptionalInt.of(quota),
                List.of(suffixes), Optional.empty(), Instant.EPOCH);
    }

    private static Map<HostnamePattern, ProjectName> held(Object... pairs) {
        Map<HostnamePattern, ProjectName> held = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            held.put(HostnamePattern.of((String) pairs[i]), (ProjectName) pairs[i + 1]);
        }
        return held;
    }

    private static Optional<RefusalCode> claim(Actor actor, Project project, String hostname,
            Map<HostnamePattern, ProjectName> held) {
        return Ownership.claim(actor, project, HostnamePattern.of(hostname), held,
                (int) held.values().stream().filter(project.name()::equals).count()).map(Refusal::code);
    }

    @Test
    void only_the_name_its_base_and_the_wildcards_above_it_decide() {
        assertThat(Ownership.concerned(HostnamePattern.of("*.a.b.example.com"))).extracting(HostnamePattern::text)
                .containsExactlyInAnyOrder("*.a.b.example.com", "a.b.example.com", "*.b.example.com", "*.example.com");
    }

    @Test
    void a_free_hostname_is_had() {
        assertThat(claim(ACTOR, project(-1), "api.example.com", held())).isEmpty();
    }

    @Test
    void a_hostname_of_its_own_is_never_refused() {
        assertThat(claim(ACTOR, project(0, "other.org"), "api.example.com", held("api.example.com", CONSILIO)))
                .isEmpty();
    }

    @Test
    void a_project_keeps_to_its_suffixes() {
        assertThat(claim(ACTOR, project(-1, "c.example.com"), "api.c.example.com", held())).isEmpty();
        assertThat(claim(ACTOR, project(-1, "c.example.com"), "c.example.com", held())).isEmpty();
        assertThat(claim(ACTOR, project(-1, "c.example.com"), "xc.example.com", held()))
                .contains(RefusalCode.ZONE_NOT_ALLOWED);
        assertThat(claim(META, project(-1, "c.example.com"), "xc.example.com", held())).isEmpty();
    }

    @Test
    void a_wildcard_needs_ground_of_its_own() {
        assertThat(claim(ACTOR, project(-1), "*.example.com", held())).contains(RefusalCode.WILDCARD_NOT_ALLOWED);
        assertThat(claim(ACTOR, project(-1), "*.example.com", held("example.com", CONSILIO))).isEmpty();
        assertThat(claim(ACTOR, project(-1), "*.example.com", held("example.com", OTHER)))
                .contains(RefusalCode.WILDCARD_NOT_ALLOWED);
        assertThat(claim(ACTOR, project(-1, "c.example.com"), "*.c.example.com", held())).isEmpty();
        assertThat(claim(ACTOR, project(-1, "c.example.com"), "*.x.c.example.com", held())).isEmpty();
        assertThat(claim(META, project(-1), "*.example.com", held())).isEmpty();
    }

    @Test
    void what_another_has_is_taken_also_for_the_meta_supervisor() {
        Map<HostnamePattern, ProjectName> held = held("api.example.com", OTHER);
        assertThat(claim(ACTOR, project(-1), "api.example.com", held)).contains(RefusalCode.HOSTNAME_TAKEN);
        assertThat(claim(META, project(-1), "api.example.com", held)).contains(RefusalCode.HOSTNAME_TAKEN);
        assertThat(Ownership.claim(ACTOR, project(-1), HostnamePattern.of("api.example.com"), held, 0).toString())
                .doesNotContain("Project other");
    }

    @Test
    void what_lies_below_anothers_wildcard_is_taken() {
        Map<HostnamePattern, ProjectName> held = held("*.o.example.com", OTHER, "o.example.com", OTHER);
        assertThat(claim(ACTOR, project(-1), "x.y.o.example.com", held)).contains(RefusalCode.HOSTNAME_TAKEN);
        assertThat(claim(ACTOR, project(-1), "xo.example.com", held)).isEmpty();
        assertThat(claim(META, project(-1), "x.o.example.com", held)).isEmpty();
        assertThat(claim(ACTOR, project(-1), "x.c.example.com", held("*.c.example.com", CONSILIO))).isEmpty();
        assertThat(claim(ACTOR, project(-1), "x.c.example.com", held("*.c.example.com", ProjectName.META))).isEmpty();
    }

    @Test
    void a_quota_is_full_when_it_is_full() {
        assertThat(claim(ACTOR, project(2), "b.example.com", held("a.example.com", CONSILIO, "o.example.com", OTHER)))
                .isEmpty();
        Map<HostnamePattern, ProjectName> full = held("a.example.com", CONSILIO, "c.example.com", CONSILIO);
        assertThat(claim(ACTOR, project(2), "b.example.com", full)).contains(RefusalCode.QUOTA_EXCEEDED);
        assertThat(claim(ACTOR, project(0), "b.example.com", held())).contains(RefusalCode.QUOTA_EXCEEDED);
        assertThat(claim(META, project(2), "b.example.com", full)).isEmpty();
    }

    @Test
    void the_first_reason_is_told() {
        Map<HostnamePattern, ProjectName> held = held("*.example.com", OTHER);
        assertThat(claim(ACTOR, project(0, "c.org"), "*.example.com", held)).contains(RefusalCode.ZONE_NOT_ALLOWED);
        assertThat(claim(ACTOR, project(0), "*.example.com", held)).contains(RefusalCode.WILDCARD_NOT_ALLOWED);
        assertThat(claim(ACTOR, project(0), "a.example.com", held)).contains(RefusalCode.HOSTNAME_TAKEN);
    }

    @Test
    void the_name_meta_is_the_meta_supervisors() {
        assertThat(Actor.named(ProjectName.META)).isEqualTo(META);
        assertThat(ProjectName.parse("meta").toString()).contains("invalid_project");
    }
}
