package dev.tunnelmanager.domain.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every request over a small set of hosts and paths is sent through the list before and after a rule is inserted. */
class IngressOrderProperties {

    private static final List<String> HOSTS = List.of("example.com", "a.example.com", "b.example.com",
            "x.a.example.com",
            "y.a.example.com", "x.b.example.com", "z.x.a.example.com", "other.org", "w.example.com", "w.a.example.com",
            "w.x.a.example.com", "unlisted.net");
    private static final List<String> PATHS = List.of("/", "/api", "/api/x", "/x");

    @Provide
    Arbitrary<List<IngressRule>> ruleLists() {
        Arbitrary<String> hostnames = Arbitraries.of("", "*", "example.com", "a.example.com", "b.example.com",
                "x.a.example.com", "*.example.com", "*.a.example.com", "*.x.a.example.com", "A.example.com", "*.org");
        Arbitrary<String> paths = Arbitraries.of("", "", "", "^/api", "x", ".*");
        return Combinators.combine(hostnames, paths)
                .as((hostname, path) -> new IngressRule(hostname, path, "http://localhost:80")).list().ofMaxSize(7);
    }

    @Provide
    Arbitrary<HostnamePattern> hostnames() {
        return Arbitraries.of("a.example.com", "x.a.example.com", "*.example.com", "*.a.example.com", "example.com")
                .map(HostnamePattern::of);
    }

    /** Returns the indices that some request reaches. */
    private static Set<Integer> reached(List<IngressRule> rules) {
        Set<Integer> reached = new HashSet<>();
        for (String host : HOSTS) {
            for (String path : PATHS) {
                IngressOrder.firstMatch(rules, host, path).ifPresent(reached::add);
            }
        }
        return reached;
    }

    @Property
    void a_new_rule_is_reached_and_hides_no_other(@ForAll("ruleLists") List<IngressRule> rules,
            @ForAll("hostnames") HostnamePattern hostname) {
        // A rule for exactly the same requests is a conflict, which is decided elsewhere.
        if (rules.stream().anyMatch(rule -> rule.hostname().equalsIgnoreCase(hostname.text())
                && (rule.path().isEmpty() || rule.path().equals(".*")))) {
            return;
        }
        int position = IngressOrder.position(rules, hostname);
        assertThat(position).isBetween(0, rules.size());
        List<IngressRule> after = new ArrayList<>(rules);
        after.add(position, new IngressRule(hostname.text(), "", "http://localhost:81"));

        Set<Integer> reachedAfter = reached(after);
        assertThat(reachedAfter).contains(position);
        for (int index : reached(rules)) {
            assertThat(reachedAfter).contains(index < position ? index : index + 1);
        }
        assertThat(IngressOrder.shadowedBy(after, position)).isEmpty();
    }

    @Property
    void what_is_called_shadowed_is_never_reached(@ForAll("ruleLists") List<IngressRule> rules) {
        Set<Integer> reached = reached(rules);
        for (int i = 0; i < rules.size(); i++) {
            if (IngressOrder.shadowedBy(rules, i).isPresent()) {
                assertThat(reached).doesNotContain(i);
            }
        }
    }
}
