package dev.tunnelmanager.adapter.cloudflaredconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.cloudflaredconfig.ConfigFileExam.Word;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFileExamTest {

    @TempDir
    Path home = Path.of("");

    private ConfigFileExam exam(String text) throws IOException {
        return new ConfigFileExam(Files.writeString(home.resolve("config.yml"), text));
    }

    private Path program(String script) throws IOException {
        Path program = Files.writeString(home.resolve("cloudflared"), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void a_file_that_is_good_is_counted_and_left_alone() throws IOException {
        String text = "ingress:\n  - hostname: a.example.com\n    service: http://localhost:1\n  - service: http_status:404\n";
        ConfigFileExam exam = exam(text);
        assertThat(exam.rules()).isEqualTo(Verdict.granted(2));
        assertThat(exam.obstacle()).isEmpty();
        assertThat(exam.validate(program("echo 'Validating rules'; echo OK").toString()))
                .isEqualTo(new Word.Accepted());
        assertThat(home.resolve("config.yml")).hasContent(text);
    }

    @Test
    void a_file_that_is_missing_or_broken_is_told() throws IOException {
        assertThat(new ConfigFileExam(home.resolve("none.yml")).rules())
                .isInstanceOfSatisfying(Verdict.Refused.class, no -> assertThat(no.refusal().code())
                        .isEqualTo(RefusalCode.INGRESS_INVALID));
        assertThat(exam("ingress:\n\t- x\n").rules()).isInstanceOfSatisfying(Verdict.Refused.class,
                no -> assertThat(no.refusal().problem()).contains("line 2"));
    }

    @Test
    void what_cloudflared_says_is_passed_on_and_its_traps_are_known() throws IOException {
        ConfigFileExam exam = exam("ingress:\n  - service: http_status:404\n");
        assertThat(exam.validate(program("echo 'Validation failed: no such service' >&2; exit 1").toString()))
                .isEqualTo(new Word.Rejected("no such service"));
        assertThat(exam.validate(program("echo 'Incorrect Usage'; exit 0").toString()))
                .as("a usage error ends with 0").isInstanceOf(Word.Rejected.class);
    }
}
