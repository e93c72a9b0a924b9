package dev.tunnelmanager.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is written, the answer is a configuration or a refusal. */
class ConfigurationProperties {

    private static final Path DIRECTORY = directory();

    private static Path directory() {
        try {
            Path made = Files.createTempDirectory("configuration");
            made.toFile().deleteOnExit();
            made.resolve("fuzz.yml").toFile().deleteOnExit();
            return made;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Verdict<Configuration> read(byte[] content, Map<String, String> environment) {
        try {
            Path file = Files.write(DIRECTORY.resolve("fuzz.yml"), content);
            return new ConfigurationReader(environment, DIRECTORY).read(Optional.of(file));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void answers(Verdict<Configuration> verdict) {
        if (verdict instanceof Verdict.Refused<Configuration> refused) {
            assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INVALID_CONFIGURATION);
            assertThat(refused.refusal().toString()).doesNotContain("Exception").doesNotContain("\n");
        }
    }

    @Provide
    Arbitrary<String> almostYaml() {
        Arbitrary<String> word = Arbitraries.of(Key.all().map(Key::path).toList())
                .map(path -> path.replace(".", ":\n  "));
        Arbitrary<String> odd = Arbitraries.of("- ", ": ", "\n", "\n  ", "\t", "[", "]", "{", "}", "&a ", "*a ",
                "!!int ",
                "? ", "|\n", ">-\n", "'", "\"", "#", "%YAML 1.2\n", "---\n", "...\n", "<<: ", "null", "~", "\0",
                "\uFEFF",
                "version: 1\n", "1", "true", "off", "\\x", "@", "`", ",");
        return Arbitraries.oneOf(word, odd, Arbitraries.strings().ofMaxLength(4)).list().ofMaxSize(25)
                .map(parts -> "version: 1\n" + String.join("", parts));
    }

    @Provide
    Arbitrary<Map<Key, String>> someValues() {
        Arbitrary<String> value = Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(12),
                Arbitraries.of(Key.all().map(Key::defaultText).toList()),
                Arbitraries.strings().withChars("[]\"',:/0az.-~ ").ofMaxLength(12));
        return Combinators.combine(Arbitraries.of(Key.class), value).as(Map::entry).list().ofMaxSize(3)
                .map(entries -> {
                    Map<Key, String> map = new HashMap<>();
                    entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
                    return map;
                });
    }

    @Property(tries = 2000)
    void what_looks_like_yaml_is_answered(@ForAll("almostYaml") String text) {
        answers(read(text.getBytes(StandardCharsets.UTF_8), Map.of()));
    }

    @Property(tries = 500)
    void random_bytes_are_answered(@ForAll byte[] content) {
        answers(read(content, Map.of()));
    }

    @Property(tries = 2000)
    void the_same_value_means_the_same_from_the_file_and_from_the_environment(
            @ForAll("someValues") Map<Key, String> values) {
        Map<String, String> environment = new HashMap<>();
        values.forEach((key, value) -> environment.put(key.variable(), value));
        Verdict<Configuration> fromEnvironment = read("version: 1\n".getBytes(StandardCharsets.UTF_8),
                environment);
        answers(fromEnvironment);
        // An empty value means the default in the file only; a list is one text in the environment only.
        if (values.entrySet().stream().anyMatch(each -> List.of("", "~", "null").contains(each.getValue())
                || each.getValue().chars().anyMatch(c -> c < ' ' || c >= 0x7f))) {
            return;
        }
        StringBuilder text = new StringBuilder("version: 1\n");
        for (String section : Key.sections()) {
            text.append(section).append(":\n");
            values.forEach((key, value) -> {
                if (key.path().startsWith(section + ".")) {
                    text.append("  ").append(key.path().substring(section.length() + 1)).append(": ")
                            .append(quoted(value)).append('\n');
                }
            });
        }
        Optional.ofNullable(values.get(Key.STATE_DIR))
                .ifPresent(value -> text.append("state-dir: ").append(quoted(value)).append('\n'));
        Verdict<Configuration> fromFile = read(text.toString().getBytes(StandardCharsets.UTF_8),
                Map.of());
        if (fromEnvironment instanceof Verdict.Granted<Configuration>) {
            assertThat(fromFile).isEqualTo(fromEnvironment);
        } else {
            assertThat(fromFile).isInstanceOf(Verdict.Refused.class);
        }
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
