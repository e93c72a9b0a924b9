package dev.tunnelmanager.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line explains itself, and tells mistakes from refusals. */
class HelpTest {

    /** Returns every command as its words, the whole command line as none. */
    static Stream<List<String>> commands() {
        return below(List.of(), new CommandLine(new TunnelManagerCommand())).stream();
    }

    private static List<List<String>> below(List<String> words, CommandLine command) {
        List<List<String>> found = new ArrayList<>(List.of(words));
        command.getSubcommands().forEach((name, inner) -> {
            List<String> longer = new ArrayList<>(words);
            longer.add(name);
            found.addAll(below(longer, inner));
        });
        return found;
    }

    private static Ran run(List<String> words, String... more) {
        return Ran.of(Stream.concat(words.stream(), Arrays.stream(more)).toArray(String[]::new));
    }

    @Test
    void there_are_these_commands() {
        assertThat(commands().map(words -> String.join(" ", words))).containsExactlyInAnyOrder("", "mcp", "demo",
                "status", "request", "delete", "list", "domains", "operation", "ports", "ports allocate",
                "ports release",
                "audit", "plan", "apply", "explain", "doctor", "backup", "restore", "restart", "serve", "install",
                "simulate", "project",
                "project set", "project token", "project registration", "warm-up");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_teaches_with_an_example(List<String> words) {
        Ran help = run(words, "--help");
        String command = words.isEmpty() ? "tunnel-manager" : "tunnel-manager " + String.join(" ", words);
        assertThat(help.exit()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: " + command);
        String taught = help.out().replaceAll("\\s+", " ");
        assertThat(taught).containsPattern("(Example|Start with): tunnel-manager " + String.join(" ", words));
        assertThat(run(words, "-h")).isEqualTo(help);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_option_and_parameter_is_described(List<String> words) {
        CommandLine command = new CommandLine(new TunnelManagerCommand());
        for (String word : words) {
            command = Objects.requireNonNull(command.getSubcommands().get(word));
        }
        assertThat(command.getCommandSpec().args())
                .allSatisfy(argument -> assertThat(argument.description()).as(argument.toString()).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_tells_its_version(List<String> words) {
        Ran version = run(words, "--version");
        assertThat(version.exit()).isZero();
        assertThat(version.out()).isEqualTo("tunnel-manager development\n");
        assertThat(run(words, "-V")).isEqualTo(version);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void an_unknown_option_is_a_mistake_of_usage(List<String> words) {
        Ran mistake = run(words, "--no-such-option");
        assertThat(mistake.exit()).isEqualTo(2);
        assertThat(mistake.out()).isEmpty();
        assertThat(mistake.err()).containsAnyOf("Unknown option: '--no-such-option'", "Missing required parameter")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "staus", "ports alocate", "request", "request api", "request api five", "delete",
            "delete a b", "operation", "ports allocate 5000x", "ports release", "project set",
            "project set a --quota x",
            "project registration ajar", "audit --limit many", "status --project",
            "ports allocate 99999999999999999999",
            "status --config", "restore", "restore a b", "backup a b", "explain", "explain a b", "plan --domain"})
    void what_is_missing_or_of_another_form_is_a_mistake_of_usage(String line) {
        Ran mistake = Ran.of(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(mistake.exit()).isEqualTo(2);
        assertThat(mistake.out()).isEmpty();
        assertThat(mistake.err()).isNotBlank().doesNotContain("\tat ").doesNotContain("Exception");
    }

    @Test
    void the_exit_codes_are_explained() {
        assertThat(Ran.of("--help").out())
                .contains("Exit codes: 0 done, 1 refused, 2 usage, 3 something outside failed.");
    }
}
