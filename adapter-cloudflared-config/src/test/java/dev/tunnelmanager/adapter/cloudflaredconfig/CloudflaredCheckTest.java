package dev.tunnelmanager.adapter.cloudflaredconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.cloudflaredconfig.CandidateCheck.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts stand in for cloudflared; what they print is what release 2026.8.2 prints. */
final class CloudflaredCheckTest {

    @TempDir
    Path home = Path.of("");

    private Finding check(String script) throws IOException {
        return check(script, CloudflaredCheck.LIMIT);
    }

    private Finding check(String script, Duration limit) throws IOException {
        Path binary = Files.writeString(home.resolve("cloudflared"), "#!/bin/sh\n" + script);
        assertThat(binary.toFile().setExecutable(true)).isTrue();
        return new CloudflaredCheck(binary.toString(), limit).check(home.resolve("candidate.yml"),
                home.resolve("config.yml"));
    }

    @Test
    void accepts_the_word_ok_and_calls_it_in_the_right_way() throws IOException {
        Finding finding = check("""
                [ "$*" = "tunnel --config %s ingress validate" ] || { echo "called with $*" >&2; exit 1; }
                echo "Validating rules from $3"
                echo OK
                """.formatted(home.resolve("candidate.yml")));
        assertThat(finding).isEqualTo(new Finding.Accepted());
    }

    @Test
    void accepts_the_warning_about_unused_keys_in_place_of_ok() throws IOException {
        assertThat(check("""
                echo "Validating rules from x"
                echo "Warning: unused keys detected in your config file. Here is a list of unused keys:"
                echo "line 5: field servcie not found in type config.UnvalidatedIngressRule"
                """)).isEqualTo(new Finding.Accepted());
    }

    @Test
    void takes_a_usage_text_with_exit_code_0_for_no() throws IOException {
        assertThat(check("""
                echo "Incorrect Usage: flag provided but not defined: -config"
                echo
                echo "NAME:"
                echo "   cloudflared tunnel ingress validate - Validate the ingress configuration"
                """)).isEqualTo(new Finding.Rejected("Incorrect Usage: flag provided but not defined: -config"));
        assertThat(check("exit 0")).isEqualTo(new Finding.Rejected("it said nothing, exit code 0"));
        assertThat(check("echo OK; echo 'Usage: more'")).isInstanceOf(Finding.Rejected.class);
    }

    @Test
    void tells_the_reason_of_a_refusal_with_the_name_of_the_real_file() throws IOException {
        assertThat(check("""
                echo "Validating rules from $3"
                echo "Validation failed: the file $3 is bad" >&2
                exit 1
                """)).isEqualTo(new Finding.Rejected("the file " + home.resolve("config.yml") + " is bad"));
        assertThat(check("echo 'error parsing YAML in config file' >&2; exit 1"))
                .isEqualTo(new Finding.Rejected("error parsing YAML in config file"));
        assertThat(check("echo OK; exit 1")).isInstanceOf(Finding.Rejected.class);
    }

    @Test
    void kills_a_program_that_hangs_and_says_that_nothing_was_checked() throws IOException {
        Path pids = home.resolve("pids");
        Finding finding = check("sleep 300 & echo $! $$ > " + pids + "\nwait\n", Duration.ofMillis(300));
        assertThat(finding).isInstanceOf(Finding.Skipped.class);
        for (String pid : Files.readString(pids).strip().split(" ", -1)) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(handle -> handle.onExit().join());
        }
    }

    @Test
    void does_not_wait_for_what_a_program_has_left_behind() throws IOException {
        // Whether the answer was complete depends on who closes the pipe first; that it is not waited for does not.
        assertThat(check("sleep 20 & echo OK\n", Duration.ofSeconds(1))).isInstanceOfAny(Finding.Skipped.class,
                Finding.Accepted.class);
    }

    @Test
    void hides_settings_that_would_disturb_the_program() throws IOException {
        // The build may set none of them; then there is nothing to hide and the check passes as well.
        assertThat(check("env | grep -q '^TUNNEL_' && exit 1\necho OK\n")).isEqualTo(new Finding.Accepted());
    }

    @Test
    void asks_nobody_when_there_is_no_such_program() {
        for (String binary : new String[]{"cloudflared-that-nobody-has", "/nowhere/cloudflared"}) {
            assertThat(new CloudflaredCheck(binary, CloudflaredCheck.LIMIT).check(home, home))
                    .isEqualTo(new Finding.Accepted());
        }
    }

    @Test
    void says_so_when_a_program_cannot_be_started() throws IOException {
        Path binary = Files.writeString(home.resolve("cloudflared"), "no program");
        assertThat(new CloudflaredCheck(binary.toString(), CloudflaredCheck.LIMIT).check(home, home))
                .isInstanceOf(Finding.Skipped.class);
    }
}
