package dev.tunnelmanager.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps what the documentation says of the configuration true. */
class ConfigurationPageTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void the_page_is_what_the_keys_say() throws IOException {
        Path page = ROOT.resolve("docs/configuration.md");
        if (Boolean.getBoolean("update-docs")) {
            Files.writeString(page, ConfigurationPage.markdown());
        }
        assertThat(page).hasContent(ConfigurationPage.markdown());
    }

    @Test
    void every_key_has_a_row_with_its_variable_and_default() {
        String page = ConfigurationPage.markdown();
        for (Key key : Key.values()) {
            String standard = key.defaultText().isEmpty() ? "(empty)" : "`" + key.defaultText() + "`";
            assertThat(page).contains("| `" + key.path() + "` | `" + key.variable() + "` | ").contains(
                    " | " + standard + " | " + key.meaning() + " |\n");
        }
        assertThat(Arrays.stream(Key.values()).map(Key::meaning)).noneMatch(meaning -> meaning.contains("|"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/going-live.md", "docs/configuration.md"})
    void the_examples_are_good_configurations(String document) throws IOException {
        String text = Files.readString(ROOT.resolve(document));
        List<String> examples = YAML.matcher(text).results().map(match -> match.group(1).stripIndent())
                .filter(example -> example.startsWith("version: 1")).toList();
        assertThat(examples).as("configurations in " + document).isNotEmpty();
        for (String example : examples) {
            // <account id> and the like stand for what only the reader knows; left as they are they are refused.
            Matcher placeholders = Pattern.compile("<[a-z ]+>").matcher(example);
            Path file = Files.writeString(directory.resolve("example.yml"), placeholders.replaceAll("0123abcd"));
            assertThat(new ConfigurationReader(Map.of(), directory).read(Optional.of(file)))
                    .as(example).isInstanceOf(Verdict.Granted.class);
        }
    }
}
