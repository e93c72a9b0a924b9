package dev.tunnelmanager.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.launcher.Shell.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script at the root of a checkout, with a stand-in for Maven that makes a stand-in for the distribution. */
@EnabledOnOs(OS.LINUX)
class RootScriptTest {

    private static final Path SCRIPT = Path.of("../tunnel-manager").toAbsolutePath().normalize();

    /** Notes that it has built, and makes a program that tells how it was called. */
    private static final String MAVEN = """
            #!/bin/sh
            echo "$PWD $*" >> "$BUILDS"
            echo "noise of a build"
            [ -z "${FAILS:-}" ] || exit 1
            mkdir -p app-launcher/target/distribution/tunnel-manager/bin
            cat > app-launcher/target/distribution/tunnel-manager/bin/tunnel-manager <<'END'
            #!/bin/sh
            if [ "${1:-}" = warm-up ]; then exit 0; fi
            printf '[%s]' "$@"
            exit 7
            END
            chmod +x app-launcher/target/distribution/tunnel-manager/bin/tunnel-manager
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Path checkout;

    @BeforeEach
    void check_out() throws IOException {
        checkout = Files.createDirectories(directory.resolve("a check out")).toRealPath();
        Shell.script(checkout.resolve("tunnel-manager"), Files.readString(SCRIPT));
        Shell.script(directory.resolve("maven/mvn"), MAVEN);
    }

    private Map<String, String> environment() {
        return Map.of("PATH", directory.resolve("maven") + ":" + Shell.SYSTEM_PATH, "BUILDS",
                directory.resolve("builds").toString());
    }

    private Ended run(Map<String, String> environment, Path script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        return new Shell(directory).run(environment, command);
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(directory.resolve("builds"));
    }

    @Test
    void builds_the_first_time_only_and_passes_arguments_and_exit_code_on() throws Exception {
        Path script = checkout.resolve("tunnel-manager");
        Ended first = run(environment(), script, "list", "two words", "", "$(date)", "*");
        assertThat(first.exit()).isEqualTo(7);
        assertThat(first.out()).isEqualTo("[list][two words][][$(date)][*]");
        assertThat(first.err()).startsWith("tunnel-manager: building, this once").contains("noise of a build");
        assertThat(builds()).singleElement().asString().startsWith(checkout + " ").contains("-pl app-launcher -am");

        Ended second = run(environment(), script, "status");
        assertThat(second).isEqualTo(new Ended(7, "[status]", ""));
        assertThat(builds()).hasSize(1);
    }

    @Test
    void works_through_symbolic_links() throws Exception {
        Files.createSymbolicLink(directory.resolve("absolute"), checkout.resolve("tunnel-manager"));
        Path inner = Files.createDirectories(directory.resolve("in"));
        Files.createSymbolicLink(inner.resolve("relative"), Path.of("../absolute"));
        assertThat(run(environment(), inner.resolve("relative"), "status").out()).isEqualTo("[status]");
        assertThat(builds()).singleElement().asString().startsWith(checkout + " ");
    }

    @Test
    void says_that_maven_is_missing() throws Exception {
        // What the script needs besides Maven, and nothing else: this machine may have Maven on the usual path.
        Path few = Files.createDirectories(directory.resolve("few"));
        for (String program : List.of("dirname", "readlink", "flock")) {
            Shell.script(few.resolve(program),
                    "#!/bin/sh\nPATH=" + Shell.SYSTEM_PATH + "\nexec " + program + " \"$@\"\n");
        }
        Ended ended = run(Map.of("PATH", few.toString()), checkout.resolve("tunnel-manager"), "demo");
        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).matches("tunnel-manager: Maven is needed .*\\n");
    }

    @Test
    void a_build_that_fails_is_not_taken_for_one() throws Exception {
        Map<String, String> failing = Map.of("PATH", directory.resolve("maven") + ":" + Shell.SYSTEM_PATH, "BUILDS",
                directory.resolve("builds").toString(), "FAILS", "yes");
        Ended failed = run(failing, checkout.resolve("tunnel-manager"), "demo");
        assertThat(failed.exit()).isNotZero();
        assertThat(failed.out()).isEmpty();
        assertThat(run(environment(), checkout.resolve("tunnel-manager"), "demo").out()).isEqualTo("[demo]");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void of_several_at_once_one_builds_and_all_run() throws Exception {
        List<Shell.Running> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            running.add(new Shell(directory).start(environment(),
                    List.of(checkout.resolve("tunnel-manager").toString(), "run-" + i)));
        }
        for (int i = 0; i < running.size(); i++) {
            Ended ended = running.get(i).end();
            assertThat(ended.exit()).as(ended.err()).isEqualTo(7);
            assertThat(ended.out()).isEqualTo("[run-" + i + "]");
        }
        assertThat(builds()).hasSize(1);
    }
}
