package dev.tunnelmanager.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.launcher.Shell.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution's start script: which Java it takes, and from where it can be called. */
@EnabledOnOs(OS.LINUX)
class StartScriptPackagedTest {

    /** The Java that runs this test, which is new enough. */
    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Path distribution;

    @SuppressWarnings("NullAway.Init")
    private Path script;

    @SuppressWarnings("NullAway.Init")
    private Path old;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void set_up() throws IOException {
        distribution = Path.of(Objects.requireNonNull(System.getProperty("tunnel-manager.distribution")));
        script = distribution.resolve("bin/tunnel-manager");
        old = java("old", "17.0.12");
        // Where the script looks last, besides the places of the system.
        Path recent = directory.resolve("home/.jdks/new");
        Shell.script(recent.resolve("bin/java"), "#!/bin/sh\nexec '" + JAVA.resolve("bin/java") + "' \"$@\"\n");
        Files.copy(JAVA.resolve("release"), recent.resolve("release"));
        environment.put("HOME", directory.resolve("home").toString());
        environment.put("PATH", old.resolve("bin") + ":" + Shell.SYSTEM_PATH);
    }

    /** Makes a home of Java that says its version and does nothing but complain. */
    private Path java(String name, String version) throws IOException {
        Path home = directory.resolve(name);
        Shell.script(home.resolve("bin/java"), "#!/bin/sh\necho \"" + name + " was started\" >&2\nexit 99\n");
        Files.writeString(home.resolve("release"),
                "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
        return home;
    }

    private Ended run(Path start, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(start.toString()));
        command.addAll(List.of(arguments));
        return new Shell(directory).run(environment, command);
    }

    private static void works(Ended ended) {
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).matches("tunnel-manager \\d+\\.\\d+.*\\n");
    }

    @Test
    void passes_over_an_old_java_on_the_path() throws Exception {
        works(run(script, "--version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.12", "1.8.0_422", "20", "", "ea"})
    void passes_over_an_old_or_odd_java_home(String version) throws Exception {
        environment.put("JAVA_HOME", java("odd", version).toString());
        works(run(script, "--version"));
    }

    @Test
    void takes_a_java_home_that_is_new_enough() throws Exception {
        environment.put("JAVA_HOME", JAVA.toString());
        works(run(script, "--version"));
        environment.put("JAVA_HOME", java("recent", "21").toString());
        assertThat(run(script, "--version").err()).isEqualTo("recent was started\n");
    }

    @Test
    void takes_a_java_on_the_path_through_its_links() throws Exception {
        Path recent = java("recent", "25.0.1");
        Path bin = Files.createDirectories(directory.resolve("links"));
        Files.createSymbolicLink(bin.resolve("inner"), recent.resolve("bin/java"));
        Files.createSymbolicLink(bin.resolve("java"), Path.of("inner"));
        environment.put("PATH", bin + ":" + Shell.SYSTEM_PATH);
        assertThat(run(script, "--version")).isEqualTo(new Ended(99, "", "recent was started\n"));
    }

    @Test
    void the_java_that_was_named_is_taken_before_all_others() throws Exception {
        environment.put("JAVA_HOME", JAVA.toString());
        environment.put("TUNNEL_MANAGER_JAVA_HOME", java("named java", "23-ea").toString());
        assertThat(run(script, "--version")).isEqualTo(new Ended(99, "", "named java was started\n"));
    }

    @Test
    void a_java_that_was_named_and_is_none_is_refused_in_one_sentence() throws Exception {
        environment.put("JAVA_HOME", JAVA.toString());
        for (String named : List.of("/nowhere", old.toString(), directory.toString(), "relative")) {
            environment.put("TUNNEL_MANAGER_JAVA_HOME", named);
            assertThat(run(script, "--version")).isEqualTo(new Ended(3, "", "tunnel-manager: TUNNEL_MANAGER_JAVA_HOME="
                    + named + " is not a Java of at least 21. Set it to one, or unset it.\n"));
        }
        environment.put("TUNNEL_MANAGER_JAVA_HOME", "");
        works(run(script, "--version"));
    }

    @Test
    void works_through_symbolic_links_and_from_a_path_with_spaces() throws Exception {
        Path moved = Files.createDirectories(directory.resolve("my tools/tunnel manager"));
        Shell.script(moved.resolve("bin/tunnel-manager"), Files.readString(script));
        Path library = Files.createSymbolicLink(moved.resolve("lib"), distribution.resolve("lib"));
        works(run(moved.resolve("bin/tunnel-manager"), "--version"));

        Path links = Files.createDirectories(directory.resolve("more links"));
        Files.createSymbolicLink(links.resolve("first"), moved.resolve("bin/tunnel-manager"));
        Files.createSymbolicLink(links.resolve("tunnel"), Path.of("first"));
        works(run(links.resolve("tunnel"), "--version"));

        // By name alone, from the directory that it lies in.
        environment.put("PATH", links + ":" + environment.get("PATH"));
        assertThat(new Shell(moved.resolve("bin")).run(environment, List.of("/bin/sh", "-c", "tunnel --version")).out())
                .startsWith("tunnel-manager ");
        assertThat(new Shell(moved.resolve("bin")).run(environment, List.of("/bin/sh", "tunnel-manager", "--version"))
                .out()).startsWith("tunnel-manager ");
        // Else the end of the test warns that it leads out of the temporary directory.
        Files.delete(library);
    }

    @Test
    void an_archive_that_was_made_for_other_jars_is_passed_over_in_silence() throws Exception {
        Path copy = Files.createDirectory(directory.resolve("copy"));
        assertThat(new Shell(directory).run(environment,
                List.of("cp", "-a", distribution + "/.", copy.toString())).exit()).isZero();
        assertThat(run(copy.resolve("bin/tunnel-manager"), "warm-up").exit()).isZero();
        works(run(copy.resolve("bin/tunnel-manager"), "--version"));
        Files.setLastModifiedTime(copy.resolve("lib/tunnel-manager.jar"), FileTime.from(Instant.now()));
        works(run(copy.resolve("bin/tunnel-manager"), "--version"));
    }

    @Test
    void arguments_and_exit_codes_are_passed_on_as_they_are() throws Exception {
        Ended ended = run(script, "ports", "allocate", "50 $(id) * 'x'");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("50 $(id) * 'x'");
        Ended refused = run(script, "operation", "", "--project", "shop", "--json", "--config", "/nowhere at all.yml");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).startsWith("{").contains("/nowhere at all.yml").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version", "-V"})
    void help_and_version_of_mcp_are_told_and_nothing_is_served(String option) throws Exception {
        Ended ended = run(script, "mcp", option);
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).containsPattern("Usage: tunnel-manager mcp|^tunnel-manager \\d");
        Ended mistake = run(script, "mcp", "--project");
        assertThat(mistake.exit()).isEqualTo(2);
        assertThat(mistake.out()).isEmpty();
    }
}
