package dev.tunnelmanager.adapter.cloudflaredconfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressOrder;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.IngressValidity;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Random edits of the corpus and of files made up by chance: what is not ours never changes. */
final class RandomEditsProperties {

    private static final List<HostnamePattern> NAMES = List.of("api.example.com", "app.example.com", "a.b.example.com",
            "*.apps.example.com", "x.apps.example.com", "api.example.org", "*.zone.example.net",
            "xn--bcher-kva.example.org")
            .stream().map(HostnamePattern::of).toList();
    private static final List<OriginService> SERVICES = List
            .of("http://localhost:5000", "https://web:8443", "tcp://[::1]:22")
            .stream().map(OriginService::new).toList();

    private final ConfigEditor editor = new ConfigEditor("config.yml");
    private final List<Corpus.Sample> corpus = Corpus.allUsable();

    @Property(tries = 600, shrinking = ShrinkingMode.OFF)
    void edits_of_the_corpus_touch_nothing_else(@ForAll Random random) {
        byte[] original = corpus.get(random.nextInt(corpus.size())).bytes();
        driveEdits(original, random);
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.OFF)
    void edits_of_made_up_files_touch_nothing_else(@ForAll Random random) {
        driveEdits(RandomConfig.of(random).getBytes(UTF_8), random);
    }

    private void driveEdits(byte[] original, Random random) {
        ConfigDocument document = read(original);
        List<IngressRule> foreign = new ArrayList<>(document.rules());
        boolean complete = document.hasCatchAll();
        Map<HostnamePattern, OwnRule> ours = new TreeMap<>();
        int edits = 1 + random.nextInt(6);
        for (int i = 0; i < edits; i++) {
            IngressEdit edit = edit(random, ours);
            document = applied(document, edit);
            edit.removals().forEach(ours::remove);
            edit.puts().forEach(put -> ours.put(put.hostname(), put));
            if (!complete && !edit.puts().isEmpty()) {
                foreign.add(new IngressRule("", "", "http_status:404"));
                complete = true;
            }
            check(document.text().bytes(), original, foreign, ours);
        }
        IngressEdit all = new IngressEdit(List.of(), Set.copyOf(ours.keySet()), mine(ours));
        byte[] end = applied(document, all).text().bytes();
        if (foreign.size() == read(original).rules().size()) {
            assertThat(new String(end, UTF_8)).isEqualTo(new String(original, UTF_8));
        } else {
            assertThat(read(end).rules()).isEqualTo(foreign);
        }
    }

    private static IngressEdit edit(Random random, Map<HostnamePattern, OwnRule> ours) {
        Map<HostnamePattern, OwnRule> puts = new TreeMap<>();
        Set<HostnamePattern> removals = new HashSet<>();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            HostnamePattern name = NAMES.get(random.nextInt(NAMES.size()));
            if (puts.containsKey(name) || removals.contains(name)) {
                continue;
            }
            if (random.nextInt(3) == 0) {
                removals.add(name);
            } else {
                puts.put(name, new OwnRule(name, SERVICES.get(random.nextInt(SERVICES.size())), random.nextInt(3) > 0));
            }
        }
        return new IngressEdit(List.copyOf(puts.values()), ours.isEmpty() ? Set.of() : removals, mine(ours));
    }

    private static Map<HostnamePattern, Set<OriginService>> mine(Map<HostnamePattern, OwnRule> ours) {
        return ours.values().stream().collect(Collectors.toMap(OwnRule::hostname, rule -> Set.of(rule.service())));
    }

    private void check(byte[] now, byte[] original, List<IngressRule> foreign, Map<HostnamePattern, OwnRule> ours) {
        // Read from the bytes again, not from the document that the editor holds.
        ConfigDocument document = read(now);
        List<IngressRule> rules = document.rules();
        Set<IngressRule> own = ours.values().stream().map(OwnRule::asRule).collect(Collectors.toSet());
        assertThat(rules.stream().filter(rule -> !own.contains(rule)).toList()).isEqualTo(foreign);
        assertThat(rules.stream().filter(own::contains).toList()).hasSize(own.size()).doesNotHaveDuplicates();
        // A list without a catch-all stays one until a rule is put.
        assertThat(IngressValidity.check(rules)).hasSize(foreign.getLast().isCatchAll() ? 0 : 1);
        for (int i = 0; i < rules.size(); i++) {
            if (own.contains(rules.get(i))) {
                assertThat(IngressOrder.shadowedBy(rules, i)).isEmpty();
            }
        }
        assertThat(isSubsequence(original, now)).isTrue();
        Object before = loaded(original);
        Object after = loaded(now);
        if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> changed) {
            assertThat(withoutRules(changed)).isEqualTo(withoutRules(old));
            assertThat(List.copyOf(changed.keySet()).toString()).isEqualTo(List.copyOf(old.keySet()).toString());
        }
        record(now, rules);
    }

    private ConfigDocument read(byte[] bytes) {
        return switch (editor.read(bytes)) {
            case Verdict.Granted<ConfigDocument> granted -> granted.value();
            case Verdict.Refused<ConfigDocument> refused -> throw new AssertionError(
                    refused.refusal() + "\n" + new String(bytes, UTF_8));
        };
    }

    private ConfigDocument applied(ConfigDocument document, IngressEdit edit) {
        return switch (editor.apply(document, edit)) {
            case EditedConfig.Ready ready -> ready.document();
            case EditedConfig.Refused refused -> throw new AssertionError(
                    refused.refusal() + "\n" + document.text().chars());
        };
    }

    /** A second opinion on everything but the rules, by the library's own loader; null where it refuses the file (unknown tags). */
    private static Object loaded(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(10_000).build();
        try {
            return new Load(settings).loadAllFromString(text.startsWith("\uFEFF") ? text.substring(1) : text).iterator()
                    .next();
        } catch (RuntimeException refused) {
            return List.of();
        }
    }

    /** Some files refer to the list itself under another key. */
    private static Map<?, ?> withoutRules(Map<?, ?> root) {
        return root.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("ingress") && !entry.getKey().equals("x-copy"))
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
    }

    private static boolean isSubsequence(byte[] part, byte[] whole) {
        int found = 0;
        for (int i = 0; i < whole.length && found < part.length; i++) {
            found += whole[i] == part[found] ? 1 : 0;
        }
        return found == part.length;
    }

    /** Keeps every result in the directory given as -Dedits.record, with the rules read from it, for a look with cloudflared's own parser. */
    private static void record(byte[] result, List<IngressRule> rules) {
        String directory = System.getProperty("edits.record", "");
        if (!directory.isEmpty()) {
            try {
                Path file = Path.of(directory).resolve(Integer.toHexString(Arrays.hashCode(result)) + ".yml");
                Files.write(file, result);
                Files.writeString(file.resolveSibling(file.getFileName() + ".rules"), rules.toString());
            } catch (IOException unwritable) {
                throw new AssertionError(unwritable);
            }
        }
    }
}
