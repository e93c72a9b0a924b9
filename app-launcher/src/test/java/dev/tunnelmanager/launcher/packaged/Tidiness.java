package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Whether everything outside agrees with what the state says, and what others wrote is as it was. Made before the program does
 * anything.
 */
final class Tidiness {

    private static final String CONTENT = Bench.TUNNEL + ".cfargotunnel.com";

    private final Bench bench;
    private final String config;
    private final List<String> foreignRecords;

    private Tidiness(Bench bench, String config, List<String> foreignRecords) {
        this.bench = bench;
        this.config = config;
        this.foreignRecords = foreignRecords;
    }

    /** Puts records of others into the zone, and remembers everything that is not the program's. */
    static Tidiness of(Bench bench) {
        bench.provider().plant(Bench.ZONE, "A", "blog.example.com", "192.0.2.7", "Eve's");
        bench.provider().plant(Bench.ZONE, "TXT", "example.com", "\"v=spf1 -all\"", "");
        bench.provider().plant(Bench.ZONE, "CNAME", "old.example.com", CONTENT, "made by hand");
        List<String> records = bench.provider().records(Bench.ZONE).stream().map(JsonNode::toString).toList();
        return new Tidiness(bench, bench.config(), records);
    }

    /** Waits until nothing is under way any more, then asserts that everything agrees with the state. */
    void awaitTidy() throws Exception {
        StateView state = StateView.of(bench);
        try {
            Eventually.holds("nothing is under way", () -> state.unfinished() == 0 && state.held().stream()
                    .allMatch(held -> held.state().equals("live") || held.state().equals("verified")));
        } catch (AssertionError busy) {
            throw new AssertionError("Still under way: " + state.underWay() + state.held() + replicas(), busy);
        }
        try {
            Eventually.holds("two replicas run, and none beside them", () -> bench.replicas().size() == 2);
        } catch (AssertionError others) {
            throw new AssertionError("Not two replicas: " + replicas(), others);
        }
        List<StateView.Held> held = state.held();
        assertRecords(held);
        assertRules(held);
        Eventually.holds("the edge has both replicas", () -> bench.edgeConnectors().size() == 2);
        assertReplicas();
        for (StateView.Held each : held) {
            assertThat(bench.ask(each.hostname()).status()).as("asking for %s", each.hostname()).isEqualTo(200);
        }
        assertThat(state.notEndedOnce()).as("operations that have not ended exactly once").isEmpty();
        assertThat(state.integrity()).isEqualTo("ok");
        assertThat(bench.provider().violations()).isEmpty();
    }

    /** Asserts that nothing of the program's is left. */
    void assertUntouched() {
        assertThat(bench.config()).isEqualTo(config);
        assertThat(bench.provider().records(Bench.ZONE).stream().map(JsonNode::toString).toList())
                .containsExactlyInAnyOrderElementsOf(foreignRecords);
    }

    private void assertRecords(List<StateView.Held> held) {
        Map<String, String> owned = new TreeMap<>();
        held.forEach(each -> owned.put(each.recordId(), each.hostname()));
        Map<String, String> found = new TreeMap<>();
        List<String> others = new ArrayList<>();
        for (JsonNode record : bench.provider().records(Bench.ZONE)) {
            if (record.path("comment").asText().startsWith("managed-by=tunnel-manager")) {
                found.put(record.path("id").asText(), record.path("name").asText());
                assertThat(record.path("content").asText()).as("%s", record).isEqualTo(CONTENT);
            } else {
                others.add(record.toString());
            }
        }
        assertThat(found).as("records by id, against those that the state knows").isEqualTo(owned);
        assertThat(others).as("others' records").containsExactlyInAnyOrderElementsOf(foreignRecords);
    }

    private void assertRules(List<StateView.Held> held) {
        Map<String, String> owned = new TreeMap<>();
        held.forEach(each -> owned.put(each.hostname(), each.service()));
        Map<String, String> listed = rules(bench.config());
        rules(config).forEach((hostname, service) -> assertThat(listed.remove(hostname)).as("%s", hostname)
                .isEqualTo(service));
        assertThat(listed).as("rules beside others'").isEqualTo(owned);
        List<String> ours = new ArrayList<>(Arrays.asList(bench.config().split("\n", -1)));
        for (String line : config.split("\n", -1)) {
            assertThat(ours.remove(line)).as("others' line is there: %s", line).isTrue();
        }
        assertThat(ours).as("lines beside others'").hasSize(2 * owned.size());
        assertThat(withoutOurs()).as("others' lines, in their order").isEqualTo(config);
    }

    /** Returns the config file without the lines that others have not written. */
    private String withoutOurs() {
        List<String> theirs = new ArrayList<>(Arrays.asList(config.split("\n", -1)));
        List<String> kept = new ArrayList<>();
        for (String line : bench.config().split("\n", -1)) {
            if (!theirs.isEmpty() && theirs.getFirst().equals(line)) {
                theirs.removeFirst();
                kept.add(line);
            }
        }
        return String.join("\n", kept);
    }

    private static Map<String, String> rules(String text) {
        Map<?, ?> whole = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
        Map<String, String> rules = new TreeMap<>();
        for (Object rule : Objects.requireNonNull((List<?>) whole.get("ingress"), text)) {
            Map<?, ?> parts = (Map<?, ?>) rule;
            String hostname = parts.containsKey("hostname") ? String.valueOf(parts.get("hostname")) : "";
            assertThat(rules.put(hostname, String.valueOf(parts.get("service")))).as("a second rule of %s", hostname)
                    .isNull();
        }
        return rules;
    }

    /** Returns what is known of each replica, for the message of a failure. */
    private List<String> replicas() throws IOException {
        List<String> told = new ArrayList<>();
        for (ProcessHandle replica : bench.replicas()) {
            told.add(replica.pid() + " since " + replica.info().startInstant().orElse(null));
        }
        try (Stream<Path> notes = Files.list(bench.stateDir().resolve("replicas"))) {
            notes.forEach(note -> told.add(note.getFileName().toString()));
        } catch (NoSuchFileException none) {
            told.add("no notes");
        }
        told.add("edge: " + bench.edgeConnectors());
        return told;
    }

    /** Each replica leads a session of its own, has an address of its own, and was started once. */
    private void assertReplicas() throws IOException {
        Set<String> tags = new HashSet<>();
        for (ProcessHandle replica : bench.replicas()) {
            String environment = Files.readString(Path.of("/proc", Long.toString(replica.pid()), "environ"),
                    StandardCharsets.ISO_8859_1);
            String tag = Arrays.stream(environment.split("\0", -1))
                    .filter(variable -> variable.startsWith("TUNNEL_MANAGER_REPLICA=")).findFirst().orElseThrow();
            assertThat(tags.add(tag.split("/", -1)[1])).as("its own address: %s", tag).isTrue();
        }
        assertThat(tags).hasSize(2);
    }
}
