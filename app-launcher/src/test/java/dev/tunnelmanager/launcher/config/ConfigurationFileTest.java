package dev.tunnelmanager.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.refusal.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that cannot be used, and keys that there are not. */
class ConfigurationFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Desk desk;

    @BeforeEach
    void sit_down() {
        desk = new Desk(directory);
    }

    private Refusal refusalOf(String text) {
        return Desk.refusal(desk.read(Optional.of(desk.write("bad.yml", text))));
    }

    @Test
    void a_file_without_a_version_is_refused() {
        Refusal refusal = refusalOf("state-dir: data\n");
        assertThat(refusal.problem()).endsWith("bad.yml does not say its version.");
        assertThat(refusal.recommendation()).isEqualTo("Begin it with: version: 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "1.0", "one", "[1]", "{a: b}", "01"})
    void another_version_is_refused_with_its_value(String version) {
        assertThat(refusalOf("version: " + version + "\n").problem()).contains("has version ")
                .endsWith("this release reads version 1.").doesNotContain("[1]");
    }

    @Test
    void a_key_twice_is_refused_with_its_line() {
        assertThat(refusalOf("version: 1\nedge:\n  probe: true\n  probe: false\n").problem())
                .contains("bad.yml is not YAML at line 4, column 3").containsIgnoringCase("duplicate");
        assertThat(refusalOf("version: 1\nedge: {}\nedge: {}\n").problem()).contains("line 3");
    }

    @Test
    void a_tab_is_refused_with_its_line() {
        Refusal refusal = refusalOf("version: 1\nedge:\n\tprobe: true\n");
        assertThat(refusal.problem()).contains("is not YAML at line 3, column 1");
        assertThat(refusal.recommendation()).contains("tab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version: 1\nx: [", "version: 1\nx: *nowhere", "version: 1\n---\nversion: 1", "a: b: c",
            "version: 1\nx: !!java.lang.Thread []", "version: !!int 1", "!!null x", "! x", "a: \"\\x\"", "a: \"\\x",
            "a: \"\\uD800\"", "a: \"\\UFFFFFFFF\"", "%TAG ! %",
            "a: !<%> b", "a: !%zz b", "version: 1\n[a, b]: x",
            "\"", "version: 1\n%", "version: @1", "a\u0001b: c",
            "version: 1\ncloudflare:\n  ? [a]\n  : b", "version: 1\n? {version: 1}\n: b"})
    void malformed_text_is_refused(String text) {
        assertThat(refusalOf(text).problem()).contains("bad.yml").doesNotContain("Exception").doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"just words", "- version: 1", "42", "[]", "~"})
    void text_without_keys_is_refused(String text) {
        assertThat(refusalOf(text).problem()).endsWith("does not hold keys and values.");
    }

    @Test
    void what_is_not_utf_8_is_refused() throws IOException {
        Path file = Files.write(desk.file("latin.yml"), "version: 1 # für\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Desk.refusal(desk.read(Optional.of(file)))).hasToString(
                "invalid_configuration: " + file + " is not UTF-8 text. Save it as UTF-8.");
    }

    @Test
    void a_huge_file_is_refused() {
        assertThat(refusalOf("version: 1\n" + "#".repeat(1 << 20)).problem()).endsWith("is larger than 1 MiB.");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_file_without_an_end_is_refused() {
        assertThat(Desk.refusal(desk.read(Optional.of(Path.of("/dev/zero")))).problem())
                .isEqualTo("/dev/zero is larger than 1 MiB.");
    }

    @ParameterizedTest
    @CsvSource({"'[', ']'", "'{a: ', '}'", "'- ', ''"})
    void what_is_nested_without_end_is_refused(String open, String close) {
        String text = "version: 1\nx:\n  " + open.repeat(20_000) + "y" + close.repeat(20_000);
        assertThat(refusalOf(text).problem()).containsAnyOf("is nested more than 20 deep", "is not YAML");
    }

    @Test
    void what_holds_itself_is_refused() {
        assertThat(refusalOf("version: 1\ncloudflare: &a\n  zones: [*a]\n").problem())
                .contains("cloudflare.zones is \"a list with an element that is empty or has elements itself\"");
        assertThat(refusalOf("version: 1\ncloudflare: &a\n  api: *a\n").problem())
                .contains("cloudflare.api is \"a group of keys\"");
        assertThat(refusalOf("version: 1\nconnector: &a\n  connector: *a\n").problem())
                .contains("There is no key connector.connector");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"statedir: x | statedir | state-dir", "stateDir: x | stateDir | state-dir",
            "conector: {kind: process} | conector | connector", "verson: 1 | verson | version",
            "cloudflare: {zone: []} | cloudflare.zone | cloudflare.zones", "zones: [] | zones | cloudflare.zones",
            "monitor: {canarry: a.example.com} | monitor.canarry | monitor.canary", "<<: {} | << | dns",
            "ingress: {host: x} | ingress.host | docker.host", "edge: {version: 1} | edge.version | version"})
    void an_unknown_key_is_refused_with_its_path_and_the_nearest_one(String line, String path, String meant) {
        Refusal refusal = Desk.refusal(desk.keys(line));
        assertThat(refusal.problem()).isEqualTo(
                "There is no key " + path + ", which stands in " + desk.file("tunnel-manager.yml") + ".");
        assertThat(refusal.recommendation()).startsWith("Did you mean " + meant + "?");
    }

    @Test
    void a_section_that_holds_no_keys_is_refused() {
        for (String value : new String[]{"5", "words", "[a]"}) {
            assertThat(Desk.refusal(desk.keys("docker: " + value)).problem())
                    .startsWith("docker in ").endsWith("must hold keys of its own.");
        }
    }

    @Test
    void a_key_in_one_piece_is_refused_because_it_could_stand_there_twice() {
        Refusal refusal = Desk.refusal(desk.keys("docker.host: off\n"));
        assertThat(refusal.problem()).startsWith("The key docker.host is written in one piece");
        assertThat(refusal.recommendation()).isEqualTo("Write \"docker:\" and below it, indented, \"host:\".");
    }
}
