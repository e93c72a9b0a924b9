package dev.tunnelmanager.standins.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line and the validity rules, row by row as they were measured. */
final class StandInCloudflaredTest {

    @TempDir
    Path folder;

    private record Ended(int exit, String out, String err) {}

    private static Ended run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = StandInCloudflared.run(List.of(args), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ended(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Ended validate(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("config.yml"), yaml);
        return run("tunnel", "--config", file.toString(), "ingress", "validate");
    }

    private static String rules(String first) {
        return "ingress:\n  - " + first + "\n  - service: http_status:404\n";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{hostname: 'a.*.x', service: 'http://a:1'} | at most one wildcard character",
            "{hostname: '*.*.x', service: 'http://a:1'} | at most one wildcard character",
            "{hostname: 'a.b:80', service: 'http://a:1'} | Hostname cannot contain a port",
            "{hostname: 'https://a.b', service: 'http://a:1'} | Hostname cannot contain a port",
            "{hostname: a.b, path: '[', service: 'http://a:1'} | Rule #1 has an invalid regex: error parsing regexp",
            "{hostname: a.b, path: '(?!x)', service: 'http://a:1'} | Rule #1 has an invalid regex",
            "{hostname: a.b, path: 'a++', service: 'http://a:1'} | Rule #1 has an invalid regex",
            "{hostname: a.b, path: '(a)\\1', service: 'http://a:1'} | Rule #1 has an invalid regex",
            "{hostname: a.b, path: '*', service: 'http://a:1'} | Rule #1 has an invalid regex",
            "{hostname: '', service: 'http://a:1'} | Rule #1 is matching the hostname ''",
            "{hostname: '*', service: 'http://a:1'} | Rule #1 is matching the hostname '*'",
            "{hostname: a.b} | is an invalid address, please make sure it has a scheme and a hostname",
            "{hostname: a.b, service: 'localhost:80'} | localhost:80 is an invalid address",
            "{hostname: a.b, service: 8080} | 8080 is an invalid address",
            "{hostname: a.b, service: '127.0.0.1:8000'} | first path segment in URL cannot contain colon",
            "{hostname: a.b, service: 'http://a:1/'} | don't support proxying to a different path",
            "{hostname: a.b, service: 'http://a:abc'} | invalid port \":abc\" after host",
            "{hostname: a.b, service: 'http://a b:1'} | invalid character \" \" in host name",
            "{hostname: a.b, service: 'http_status:99'} | invalid HTTP status code",
            "{hostname: a.b, service: 'http_status:1000'} | invalid HTTP status code",
            "{hostname: a.b, service: 'http_status:abc'} | invalid HTTP status code",
            "{hostname: a.b, service: 'http://a:1', originRequest: {access: {audTag: [x]}}} | access.TeamName cannot be"})
    void refuses_as_measured(String rule, String message) throws IOException {
        Ended ended = validate(rules(rule));
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).startsWith("Validation failed: ").contains(message.strip());
        assertThat(ended.out()).startsWith("Validating rules from ").doesNotContain("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{hostname: '*.example.com', service: 'http://a:1'}",
            "{hostname: '*example.com', service: 'http://a:1'}",
            "{hostname: 'not a host!!', service: 'http://a:1'}", "{path: '/api/*', service: 'http://a:1'}",
            "{hostname: a.b, service: 'http_status:0404'}", "{hostname: a.b, service: 'unix:/p'}",
            "{hostname: a.b, service: 'unix:'}", "{hostname: a.b, service: hello-world}",
            "{hostname: a.b, service: bastion}", "{hostname: a.b, service: 'ftp://x'}",
            "{hostname: a.b, service: 'http://a:99999'}", "{hostname: a.b, service: 'http://u:p@[::1]:1?q'}",
            "{hostname: a.b, service: 'http://a:1', originRequest: {noTLSVerify: yes, connectTimeout: -3s}}"})
    void accepts_as_measured(String rule) throws IOException {
        Ended ended = validate(rules(rule));
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exit()).isZero();
        assertThat(ended.out().lines().toList()).last().isEqualTo("OK");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "ingress:\\n  - hostname: *.x\\n    service: http://a:1\\n | error parsing YAML in config file at",
            "ingress:\\n  - hostname: a\\n    hostname: b\\n | line 3: mapping key \"hostname\" already defined at line 2",
            "ingress: {}\\n | cannot unmarshal !!map into []config.UnvalidatedIngressRule",
            "loglevel: 5\\n | expected string found int for loglevel",
            "# nothing\\n | No configuration file was found.",
            "ingress:\\n  - {service: 'http://a:1', originRequest: {connectTimeout: 30}}\\n | missing unit in duration"})
    void a_file_that_cannot_be_read_is_refused_before_anything_is_validated(String yaml, String message)
            throws IOException {
        Ended ended = validate(yaml.replace("\\n", "\n"));
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains(message.strip());
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void the_last_rule_must_match_everything_and_there_must_be_one() throws IOException {
        assertThat(validate("ingress:\n  - hostname: a.b\n    service: http://a:1\n").err())
                .contains("The last ingress rule must match all URLs");
        for (String empty : List.of("tunnel: x\n", "ingress:\n", "ingress: []\n")) {
            assertThat(validate(empty).err()).contains("The config file doesn't contain any ingress rules");
        }
        assertThat(validate("url: http://x\n" + rules("{hostname: a.b, service: 'http://a:1'}")).err())
                .startsWith("You can't set the --url flag");
        assertThat(run("tunnel", "--config", "/no/such", "ingress", "validate").err())
                .contains("open /no/such: no such file or directory");
    }

    @Test
    void odd_but_valid_files_are_read_as_yaml_v3_does() throws IOException {
        assertThat(validate("\uFEFFx-defaults: &d\r\n  service: http://a:1\r\ningress:\r\n  -\r\n  - <<: *d\r\n"
                + "    hostname: a.b\r\n  - service: !tag http_status:404\r\n---\r\nanother: [\r\n").out())
                .endsWith("OK\n");
        Ended unused = validate("Ingress: 1\n" + rules("hostname: a.b\n    servcie: x\n    service: http://a:1"));
        assertThat(unused.exit()).isZero();
        assertThat(unused.out()).contains("Warning: unused keys detected",
                "line 4: field servcie not found in type config.UnvalidatedIngressRule").doesNotContain("OK");
    }

    @Test
    void a_wrong_option_validates_nothing_and_ends_with_zero() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yml"), "ingress: []\n");
        Ended misplaced = run("tunnel", "ingress", "validate", "--config", file.toString());
        assertThat(misplaced.exit()).isZero();
        assertThat(misplaced.out()).startsWith("Incorrect Usage: flag provided but not defined: -config");
        assertThat(run("tunnel", "run", "--nosuch").exit()).isZero();
        assertThat(run("tunnel", "nosuch").exit()).isEqualTo(3);
    }

    @Test
    void the_rule_of_a_url_is_shown_counted_from_zero() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yml"), """
                ingress:
                  - {hostname: '*.example.com', path: '/v[0-9]', service: 'http://a:1'}
                  - {hostname: '*.example.com', service: 'ssh://b'}
                  - service: http_status:404
                """);
        assertThat(run("tunnel", "--config", file.toString(), "ingress", "rule", "https://x.y.example.com:8443/a/v1?q")
                .out())
                .isEqualTo("Using rules from " + file
                        + "\nMatched rule #0\n\thostname: *.example.com\n\tpath: /v[0-9]\n\tservice: http://a:1\n");
        assertThat(run("tunnel", "--config", file.toString(), "ingress", "rule", "https://x.example.com/").out())
                .contains("Matched rule #1", "service: ssh://b:22");
        assertThat(run("tunnel", "--config", file.toString(), "ingress", "rule", "https://example.com/").out())
                .contains("Matched rule #2");
        Ended bare = run("tunnel", "--config", file.toString(), "ingress", "rule", "a.example.com");
        assertThat(bare.exit()).isEqualTo(1);
        assertThat(bare.err()).contains("a.example.com doesn't have a hostname, consider adding a scheme");
    }

    @Test
    void a_run_that_cannot_start_ends_with_the_measured_codes() throws IOException {
        String good = rules("{hostname: a.b, service: 'http://a:1'}");
        Path file = Files.writeString(folder.resolve("c.yml"), good);
        assertThat(run("tunnel", "--config", file.toString(), "run").exit()).isEqualTo(255);
        Files.writeString(file, "tunnel: 11111111-2222-3333-4444-555555555555\ncredentials-file: /no/such\n" + good);
        assertThat(run("tunnel", "--config", file.toString(), "run")).satisfies(ended -> {
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err()).contains("/no/such");
        });
        assertThat(run("tunnel", "--config", file.toString(), "--grace-period", "10m", "run", "--token", "t").err())
                .contains("must be equal or less than 3m0s");
        assertThat(run("tunnel", "--config", file.toString(), "run", "--token", "t", "--protocol", "pigeon").err())
                .contains("unknown protocol pigeon");
    }
}
