package dev.tunnelmanager.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The real engine of this machine, driven by its own command line as a person would. Needs {@code docker}, and a static
 * {@code busybox} for an image that is made here, as nothing can be pulled. What it makes carries a label and goes away with it.
 */
final class LiveEngine {

    private static final List<Path> BUSYBOX = List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"));
    private static final List<String> COMMANDS = List.of("sh", "sleep", "wget", "httpd", "echo", "cat", "timeout");
    private static final int COMMAND_LIMIT_SECONDS = 60;

    private final String run = "tmlive" + ProcessHandle.current().pid();
    private final String label = "dev.tunnelmanager.live=" + run;
    private final String image = run + ":latest";
    private final String connectorImage = run + "/cloudflared:latest";

    /** Makes the image, in a folder that the caller removes. */
    LiveEngine(Path folder) throws IOException, InterruptedException {
        Path root = folder.resolve("image");
        Path bin = Files.createDirectories(root.resolve("bin"));
        Path busybox = BUSYBOX.stream().filter(Files::isExecutable).findFirst()
                .orElseThrow(() -> new IllegalStateException("No busybox. Run: apt-get install -y busybox-static"));
        Files.copy(busybox, bin.resolve("busybox"));
        for (String command : COMMANDS) {
            Files.createSymbolicLink(bin.resolve(command), Path.of("busybox"));
        }
        Files.createDirectories(root.resolve("www"));
        Files.createDirectories(root.resolve("tmp"));
        Files.createDirectories(root.resolve("proc"));
        List<Process> pipe = ProcessBuilder.startPipeline(List.of(
                new ProcessBuilder("tar", "-C", root.toString(), "-c", "."),
                new ProcessBuilder("docker", "-H", host(), "import", "-", image).redirectErrorStream(true)));
        String said = new String(pipe.getLast().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(pipe.getLast().waitFor()).describedAs(said).isZero();
        docker("tag", image, connectorImage);
    }

    static String host() {
        return Optional.ofNullable(System.getenv("DOCKER_HOST")).filter(host -> !host.isBlank())
                .orElse("unix:///var/run/docker.sock");
    }

    /** Runs {@code docker} and returns what it has said; it must succeed. */
    String docker(String... arguments) throws IOException, InterruptedException {
        Said said = tryDocker(arguments);
        assertThat(said.exitCode()).describedAs("docker %s: %s", Arrays.asList(arguments), said.text()).isZero();
        return said.text();
    }

    Said tryDocker(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "-H", host()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(COMMAND_LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), text);
    }

    /**
     * What a command has said.
     *
     * @param exitCode 0 is success
     * @param text both streams
     */
    record Said(int exitCode, String text) {}

    /** Returns a name of this run. */
    String named(String name) {
        return run + "-" + name;
    }

    String network(String name, String... options) throws IOException, InterruptedException {
        docker(join(List.of("network", "create", "--label", label), List.of(options), List.of(named(name))));
        return named(name);
    }

    /** Starts a web server that answers with its container's name on a port inside. */
    String service(String name, int port, String... options) throws IOException, InterruptedException {
        String script = "echo " + named(name) + " > /www/index.html; exec httpd -f -p " + port + " -h /www";
        docker(join(List.of("run", "-d", "--label", label, "--name", named(name)), List.of(options),
                List.of(image, "/bin/sh", "-c", script)));
        return named(name);
    }

    /** Starts what stands for a connector: it runs, is named like one, and can be told to ask for an address. */
    String connector(String name, String... options) throws IOException, InterruptedException {
        docker(join(List.of("run", "-d", "--init", "--label", label, "--name", named(name)), List.of(options),
                List.of(connectorImage, "/bin/sleep", "3600")));
        return named(name);
    }

    String create(String name, String... options) throws IOException, InterruptedException {
        docker(join(List.of("create", "--label", label, "--name", named(name)), List.of(options),
                List.of(image, "/bin/sleep", "3600")));
        return named(name);
    }

    /** Asks for an address from inside a container, until it answers or a few seconds have passed. */
    Optional<String> fetchFrom(String container, String url) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 10; attempt++) {
            Said said = tryDocker("exec", container, "/bin/timeout", "3", "/bin/wget", "-q", "-O", "-", url);
            if (said.exitCode() == 0) {
                return Optional.of(said.text());
            }
        }
        return Optional.empty();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Removes whatever this run has made. */
    void clean() throws IOException, InterruptedException {
        List<String> containers = docker("ps", "-aq", "--filter", "label=" + label).lines().toList();
        if (!containers.isEmpty()) {
            docker(join(List.of("rm", "-f"), containers, List.of()));
        }
        List<String> networks = docker("network", "ls", "-q", "--filter", "label=" + label).lines().toList();
        if (!networks.isEmpty()) {
            docker(join(List.of("network", "rm"), networks, List.of()));
        }
        docker("rmi", "-f", image, connectorImage);
    }

    private static String[] join(List<String> first, List<String> second, List<String> third) {
        return Stream.of(first, second, third).flatMap(List::stream).toArray(String[]::new);
    }
}
