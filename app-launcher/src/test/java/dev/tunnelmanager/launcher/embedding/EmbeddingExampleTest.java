package dev.tunnelmanager.launcher.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.diagnosis.TunnelEvent;
import dev.tunnelmanager.ports.driven.Events;
import dev.tunnelmanager.ports.driving.ControlPlane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example of the documentation runs, and is the one that the documentation shows. */
class EmbeddingExampleTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path OUTSIDE = ROOT.resolve("examples/embedding");
    private static final Path SOURCES = ROOT
            .resolve("app-launcher/src/test/java/dev/tunnelmanager/launcher/embedding");

    @Test
    void the_example_publishes_lists_and_withdraws(@TempDir Path directory) throws Exception {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Queue<String> failed = new ConcurrentLinkedQueue<>();
        Events events = new Events() {
            @Override
            public void happened(String sentence) {}

            @Override
            public void tell(TunnelEvent event) {}

            @Override
            public void failed(String problem, String recommendation) {
                failed.add(problem);
            }
        };
        try (ServerSocket service = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ControlPlane plane = EmbeddingExample.assemble(directory, events)) {
            EmbeddingExample.publishAndWithdraw(plane, service.getLocalPort(), told::add);
        }
        assertThat(told).containsSubsequence("public: https://api.example.com", "listed: api.example.com",
                "withdrawn: api.example.com");
        assertThat(failed).isEmpty();
        assertThat(directory.resolve("tunnel-manager.db")).exists();
    }

    @ParameterizedTest
    @CsvSource({"EmbeddingExample, assemble", "EmbeddingExample, use", "RememberedSecrets, adapter",
            "RememberedSecretsTest, contract"})
    void the_documentation_shows_what_is_compiled(String source, String part) throws IOException {
        List<String> lines = Files.readAllLines(SOURCES.resolve(source + ".java"));
        int begin = indexOf(lines, "// begin " + part);
        int end = indexOf(lines, "// end " + part);
        String snippet = lines.subList(begin + 1, end).stream().collect(Collectors.joining("\n"))
                .stripIndent() + "\n";
        assertThat(snippet.lines().count()).isGreaterThan(10);
        assertThat(Files.readString(ROOT.resolve("docs/embedding.md"))).contains("```java\n" + snippet + "```\n");
    }

    private static int indexOf(List<String> lines, String marker) {
        List<String> stripped = lines.stream().map(String::strip).toList();
        assertThat(stripped).containsOnlyOnce(marker);
        return stripped.indexOf(marker);
    }

    @ParameterizedTest
    @CsvSource({"main, RememberedSecrets", "test, RememberedSecretsTest"})
    void the_project_outside_holds_what_is_compiled_and_tested_here(String part, String source) throws IOException {
        String here = Files.readAllLines(SOURCES.resolve(source + ".java")).stream()
                .filter(line -> !line.startsWith("// begin ") && !line.startsWith("// end "))
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(
                OUTSIDE.resolve("src").resolve(part).resolve("java/com/example/publishing").resolve(source + ".java"))
                .hasContent(here.replaceFirst("package [a-z.]+;", "package com.example.publishing;"));
    }

    @Test
    void the_project_outside_is_of_this_version_and_has_no_parent() throws IOException {
        String build = Files.readString(OUTSIDE.resolve("pom.xml"));
        String ours = Files.readString(ROOT.resolve("pom.xml"));
        Matcher version = Pattern.compile("<tunnel-manager.version>(.*?)</tunnel-manager.version>").matcher(build);
        assertThat(version.find()).isTrue();
        assertThat(ours).contains("<artifactId>tunnel-manager</artifactId>\n  <version>" + version.group(1));
        assertThat(build).contains("<artifactId>tunnel-port-contracts</artifactId>").doesNotContain("<parent>");
        assertThat(Files.readString(ROOT.resolve("docs/embedding.md"))).contains("examples/embedding");
    }

    @Test
    void the_coordinates_are_those_of_the_build() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/embedding.md"));
        String build = Files.readString(ROOT.resolve("pom.xml"));
        List<String> artifacts = Pattern.compile("<artifactId>([a-z-]+)</artifactId>").matcher(page).results()
                .map(match -> match.group(1)).toList();
        assertThat(artifacts).contains("tunnel-application", "tunnel-port-contracts")
                .allSatisfy(artifact -> assertThat(build).contains("<module>" + artifact + "</module>"));
        String version = Pattern.compile("<artifactId>tunnel-manager</artifactId>\\s*<version>(.*?)</version>")
                .matcher(build).results().findFirst().orElseThrow().group(1);
        assertThat(Pattern.compile("<version>(.*?)</version>").matcher(page).results().map(match -> match.group(1)))
                .hasSize(artifacts.size()).containsOnly(version);
    }
}
