package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A script in the place of systemctl says what the real one was seen to say. */
final class UnitStartLimitTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"15s, 15000", "1min 30s, 90000", "2min, 120000", "500ms, 500", "1h 1.500s, 3601500", "infinity, -1",
            "'', -1"})
    void spans_are_read_as_systemctl_writes_them(String text, long millis) {
        assertThat(UnitStartLimit.span(text).map(Duration::toMillis).orElse(-1L)).isEqualTo(millis);
    }

    @Test
    void only_units_that_tell_when_they_have_started_can_be_too_slow() throws IOException {
        Path script = folder.resolve("systemctl");
        Files.writeString(script, """
                #!/bin/sh
                case "$3" in
                  none.service) echo LoadState=not-found;;
                  simple.service) printf 'LoadState=loaded\\nType=simple\\nTimeoutStartUSec=15s\\n';;
                  long.service) printf 'LoadState=loaded\\nType=notify\\nTimeoutStartUSec=2min\\n';;
                  *) printf 'LoadState=loaded\\nType=notify\\nTimeoutStartUSec=15s\\n';;
                esac
                """);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        assertThat(UnitStartLimit.tooShort(List.of("none.service", "simple.service", "long.service", "a@1.service"),
                script.toString())).containsExactly(new UnitStartLimit("a@1.service", Duration.ofSeconds(15)));
    }
}
