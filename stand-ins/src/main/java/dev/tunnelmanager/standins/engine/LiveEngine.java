package dev.tunnelmanager.standins.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real engine, driven by its own command line as a person would. Needs {@code docker}, and a static {@code busybox} for an image
 * that is made here, as nothing can be pulled. What it makes carries a label and goes away with it. For one thread.
 */
public final class LiveEngine {

    private static final List<Path> BUSYBOX = List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"));
    private static final List<String> COMMANDS = List.of("sh", "sleep", "wget", "httpd", "echo", "cat", "timeout",
            "test", "touch", "wc");
    private static final int COMMAND_LIMIT_SECONDS = 60;
    private static final int ATTEMPTS = 20;
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String host;
    private final String run = "tmlive" + ProcessHandle.current().pid();
    private final String label = "dev.tunnelmanager.live=" + run;
    private final String image = run + ":latest";
    private final String connectorImage = run + "/cloudflared:latest";
    private final Map<String, Made> made = new HashMap<>();
    private final List<String> images = new ArrayList<>();

    /**
     * How a container was made.
     *
     * @param options what stands before the image
     * @param image the image
     * @param command what stands after it
     */
    public record Made(List<String> options, String image, List<String> command) {}

    /** Makes the image in the engine of this machine, by way of a folder that the caller removes. */
    public LiveEngine(Path folder) throws IOException, InterruptedException {
        this(folder, usualHost());
    }

    /** Makes the image in the engine at {@code host}, by way of a folder that the caller removes. */
    public LiveEngine(Path folder, String host) throws IOException, InterruptedException {
        this.host = host;
        Path root = folder.resolve("image");
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.copy(busybox(), bin.resolve("busybox"));
        for (String command : COMMANDS) {
            Files.createSymbolicLink(bin.resolve(command), Path.of("busybox"));
        }
        for (String empty : List.of("www", "tmp", "proc", "etc")) {
            Files.createDirectories(root.resolve(empty));
        }
        importImage(root, image);
        docker("tag", image, connectorImage);
        images.addAll(List.of(image, connectorImage));
    }

    private void importImage(Path root, String name) throws IOException, InterruptedException {
        List<Process> pipe = ProcessBuilder.startPipeline(List.of(
                new ProcessBuilder("tar", "-C", root.toString(), "-c", "."),
                new ProcessBuilder("docker", "-H", host, "import", "-", name).redirectErrorStream(true)));
        String text = new String(pipe.getLast().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (pipe.getLast().waitFor() != 0) {
            throw new IllegalStateException("The image could not be made: " + text);
        }
    }

    /** Makes an image of what is in a folder, and returns its name; it goes away with this run. */
    public String imageOf(Path root, String name) throws IOException, InterruptedException {
        String full = run + "/" + name + ":latest";
        importImage(root, full);
        images.add(full);
        return full;
    }

    /** Returns how to make a container of an image whose first process is {@code command} itself. */
    public Made booting(String from, List<String> command, List<String> options) {
        return new Made(List.of(join(List.of("--label", label), options, List.of())), from, command);
    }

    /** Returns the address of this machine's engine. */
    public static String usualHost() {
        return Optional.ofNullable(System.getenv("DOCKER_HOST")).filter(host -> !host.isBlank())
                .orElse("unix:///var/run/docker.sock");
    }

    /** Returns the static busybox of this machine. */
    public static Path busybox() {
        return BUSYBOX.stream().filter(Files::isExecutable).findFirst()
                .orElseThrow(() -> new IllegalStateException("No busybox. Run: apt-get install -y busybox-static"));
    }

    /** Returns the engine's address. */
    public String host() {
        return host;
    }

    /** Returns what all names of this run begin with, before a hyphen. */
    public String run() {
        return run;
    }

    /** Runs {@code docker} and returns what it has said; it must succeed. */
    public String docker(String... arguments) throws IOException, InterruptedException {
        Said said = tryDocker(arguments);
        if (said.exitCode() != 0) {
            throw new AssertionError("docker " + Arrays.asList(arguments) + ": " + said.text());
        }
        return said.text();
    }

    /** Runs {@code docker}, and returns how that went. */
    public Said tryDocker(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "-H", host));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Runs a line of a shell for which {@code docker} means this engine. */
    public Said shell(String line) throws IOException, InterruptedException {
        return run(List.of("env", "DOCKER_HOST=" + host, "sh", "-c", line));
    }

    private static Said run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(COMMAND_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("It does not end: " + command);
        }
        return new Said(process.exitValue(), text);
    }

    /**
     * What a command has said.
     *
     * @param exitCode 0 is success
     * @param text both streams
     */
    public record Said(int exitCode, String text) {}

    /** Returns a name of this run. */
    public String named(String name) {
        return run + "-" + name;
    }

    /** Makes a network. */
    public String network(String name, String... options) throws IOException, InterruptedException {
        docker(join(List.of("network", "create", "--label", label), List.of(options), List.of(named(name))));
        return named(name);
    }

    /** Starts a web server that answers with its container's name on a port inside. */
    public String service(String name, int port, String... options) throws IOException, InterruptedException {
        return start(named(name), made(options, image, "/bin/sh", "-c", script(named(name), port)));
    }

    /**
     * Starts a web server in the network of another container. Its image declares the port: an engine takes no such option where
     * the network is another's.
     */
    public String sidecar(String name, int port, String owner) throws IOException, InterruptedException {
        String exposing = run + ":exposes" + port;
        String template = docker("create", "--label", label, image, "/bin/sh");
        docker("commit", "--change", "EXPOSE " + port, template, exposing);
        docker("rm", template);
        images.add(exposing);
        String[] options = {"--network", "container:" + owner};
        return start(named(name), made(options, exposing, "/bin/sh", "-c", script(named(name), port)));
    }

    /** Returns how to make a web server that answers with {@code name} on a port inside. */
    public Made serving(String name, int port, String... options) {
        return made(options, image, "/bin/sh", "-c", script(name, port));
    }

    private static String script(String name, int port) {
        return "echo " + name + " > /www/index.html; exec httpd -f -p " + port + " -h /www";
    }

    /** Starts what stands for a connector: it runs, is named like one, and can be told to ask for an address. */
    public String connector(String name, String... options) throws IOException, InterruptedException {
        return start(named(name), made(options, connectorImage, "/bin/sleep", "3600"));
    }

    /** Returns how to make a container of the connector's image that runs another program. */
    public Made connectorRunning(List<String> command, List<String> options) {
        return made(options.toArray(String[]::new), connectorImage, command.toArray(String[]::new));
    }

    /** Starts a container that runs a script. */
    public String script(String name, String script, String... options) throws IOException, InterruptedException {
        return start(named(name), made(options, image, "/bin/sh", "-c", script));
    }

    /** Makes a container that does nothing, and does not start it. */
    public String create(String name, String... options) throws IOException, InterruptedException {
        docker(join(List.of("create", "--label", label, "--name", named(name)), List.of(options),
                List.of(image, "/bin/sleep", "3600")));
        return named(name);
    }

    /** Makes a web server as {@link #service} does, and does not start it. */
    public String createService(String name, int port, String... options) throws IOException, InterruptedException {
        Made how = made(options, image, "/bin/sh", "-c", script(named(name), port));
        docker(join(List.of("create", "--name", named(name)), words(how), List.of()));
        made.put(named(name), how);
        return named(name);
    }

    /** Starts a container. */
    public String start(String fullName, Made how) throws IOException, InterruptedException {
        docker(join(List.of("run", "-d", "--name", fullName), words(how), List.of()));
        made.put(fullName, how);
        return fullName;
    }

    /** Returns how a container of this run was made. */
    public Optional<Made> howMade(String fullName) {
        return Optional.ofNullable(made.get(fullName));
    }

    private Made made(String[] options, String from, String... command) {
        // A first process that sets up no handler of its own would have signals ignored.
        return new Made(List.of(join(List.of("--init", "--label", label), List.of(options), List.of())), from,
                List.of(command));
    }

    private static List<String> words(Made how) {
        return Stream.of(how.options(), List.of(how.image()), how.command()).flatMap(List::stream).toList();
    }

    /** Asks for an address from inside a container, until it answers or a few seconds have passed. */
    public Optional<String> fetchFrom(String container, String url) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<String> answer = fetchOnceFrom(container, url);
            if (answer.isPresent()) {
                return answer;
            }
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
        return Optional.empty();
    }

    /** Asks for an address from inside a container, once. */
    public Optional<String> fetchOnceFrom(String container, String url) throws IOException, InterruptedException {
        Said said = tryDocker("exec", container, "/bin/timeout", "2", "/bin/wget", "-q", "-O", "-", url);
        return said.exitCode() == 0 ? Optional.of(said.text()) : Optional.empty();
    }

    /** Asks for an address from the host, until it answers or a few seconds have passed. */
    public static Optional<String> fetch(String url) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<String> answer = fetchOnce(url);
            if (answer.isPresent()) {
                return answer;
            }
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
        return Optional.empty();
    }

    /** Asks for an address from the host, once. */
    public static Optional<String> fetchOnce(String url) throws IOException, InterruptedException {
        Said said = run(List.of(busybox().toString(), "timeout", "2", busybox().toString(), "wget", "-q", "-O", "-",
                url));
        return said.exitCode() == 0 ? Optional.of(said.text()) : Optional.empty();
    }

    /** Returns a port that nothing listens on. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Removes whatever this run has made. */
    public void clean() throws IOException, InterruptedException {
        List<String> containers = docker("ps", "-aq", "--filter", "label=" + label).lines().toList();
        if (!containers.isEmpty()) {
            docker(join(List.of("rm", "-f", "-v"), containers, List.of()));
        }
        List<String> networks = docker("network", "ls", "-q", "--filter", "label=" + label).lines().toList();
        if (!networks.isEmpty()) {
            docker(join(List.of("network", "rm"), networks, List.of()));
        }
        docker(join(List.of("rmi", "-f"), images, List.of()));
    }

    private static String[] join(List<String> first, List<String> second, List<String> third) {
        return Stream.of(first, second, third).flatMap(List::stream).toArray(String[]::new);
    }
}
