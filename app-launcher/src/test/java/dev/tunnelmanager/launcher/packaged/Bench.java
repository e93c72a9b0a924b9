package dev.tunnelmanager.launcher.packaged;

import com.sun.net.httpserver.HttpServer;
import dev.tunnelmanager.standins.connector.StandInBinary;
import dev.tunnelmanager.standins.connector.StandInEdge;
import dev.tunnelmanager.standins.provider.StandInProvider;
import dev.tunnelmanager.standins.provider.StandInToken;
import dev.tunnelmanager.standins.provider.StandInZone;
import dev.tunnelmanager.standins.stack.StartedReplicas;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Everything that the program needs around it, on one machine and for one test: the provider's and the edge's stand-ins, a connector's
 * program, a config file that others wrote too, a state directory, and little services. Closing it ends every process that it or the
 * program has started.
 */
final class Bench implements Closeable {

    static final String ZONE = "example.com";
    static final String TOKEN = "stand-in-token-0123456789abcdef";
    static final String TUNNEL = "6ff42ae2-765d-4adf-8112-31c55c1551ef";

    private static final int A_MOMENT_MILLIS = 300;

    private final Path folder;
    private final Path stateDir;
    private final Path settings;
    private final Path configFile;
    private final StandInProvider provider;
    private final StandInEdge edge;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Closeable> open = new CopyOnWriteArrayList<>();

    private Bench(Path folder, Path configFolder, Path stateDir, StandInProvider provider, StandInEdge edge) {
        this.folder = folder;
        this.stateDir = stateDir;
        this.settings = folder.resolve("tunnel-manager.yml");
        this.configFile = configFolder.resolve("config.yml");
        this.provider = provider;
        this.edge = edge;
    }

    /** Sets everything up; nothing of the program runs yet. */
    static Bench start() throws IOException {
        Path folder = newFolder();
        return start(folder, folder, folder.resolve("state"));
    }

    /**
     * Does the same with two things at places of the test's choice, which stay when the bench is closed.
     *
     * @param configFolder where the connector's config file is
     * @param stateDir the state directory
     */
    static Bench start(Path configFolder, Path stateDir) throws IOException {
        return start(newFolder(), configFolder, stateDir);
    }

    private static Path newFolder() throws IOException {
        return Files.createTempDirectory("tunnel-manager-packaged").toRealPath();
    }

    private static Bench start(Path folder, Path configFolder, Path stateDir) throws IOException {
        StandInProvider provider = StandInProvider.start(0).with(StandInZone.active(ZONE))
                .with(StandInToken.full(TOKEN)).withTunnel(TUNNEL, StandInZone.ACCOUNT);
        Bench bench = new Bench(folder, configFolder, stateDir, provider, StandInEdge.start());
        Path credentials = Files.writeString(folder.resolve("credentials.json"), "{}");
        Files.writeString(bench.configFile, foreignConfig(credentials));
        StandInBinary.write(folder.resolve("bin"), bench.faults());
        bench.secret(TOKEN, "rw-------");
        bench.configure(Map.of());
        return bench;
    }

    /** Returns what others wrote, with what an editor of files likes to lose. */
    private static String foreignConfig(Path credentials) {
        return String.format("""
            # Kept by hand. Ask Eve before you change anything.
            tunnel: %s
            credentials-file: %s   # not in git
            originRequest:
              connectTimeout: 10s   # slow box

            ingress:
              # The blog is Eve's.
              - hostname: blog.example.com
                service:   "http://localhost:8081"   # old box
              - {hostname: wiki.example.com, service: 'http_status:503'}
              # Whatever else is asked for.
              - service: http_status:404
            # The end.
            """, TUNNEL, credentials);
    }

    /** Writes the program's configuration, with these keys as they are given here; a key without text is left out. */
    void configure(Map<String, String> changed) throws IOException {
        Map<String, String> keys = new HashMap<>(Map.of(
                "state-dir", stateDir.startsWith(folder) ? "./" + folder.relativize(stateDir) : stateDir.toString(),
                "cloudflare.api", provider.api().toString(),
                "cloudflare.default-domain", ZONE,
                "ingress.config-file", configFile.toString(),
                "ingress.window", "50ms",
                "connector.binary", binary().toString(),
                "docker.host", "\"off\"",
                "edge.probe-via", "127.0.0.1:" + edge.httpPort(),
                "secrets.dir", "./secrets"));
        keys.put("connector.kind", "process");
        keys.put("connector.extra-args", "[\"--edge\", \"" + edge.address() + "\"]");
        keys.put("connector.metrics", "[\"127.0.0.1:" + freePort() + "\", \"127.0.0.1:" + freePort() + "\"]");
        keys.put("connector.grace-period", "5s");
        keys.putAll(changed);
        // Before the sections are written, so that none is left with nothing in it.
        keys.values().removeIf(String::isEmpty);
        Files.writeString(settings, SettingsText.of(keys));
    }

    /** Writes the provider's token where the program looks for it. */
    void secret(String token, String permissions) throws IOException {
        Path file = folder.resolve("secrets/meta/cloudflare/dns_edit_token");
        Files.createDirectories(file.getParent());
        Files.writeString(file, token + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /** Has every process that is started from now on find this in its environment. */
    void environment(String name, String value) {
        environment.put(name, value);
    }

    StandInEdge edge() {
        return edge;
    }

    StandInProvider provider() {
        return provider;
    }

    Path folder() {
        return folder;
    }

    /** Returns the program's own configuration. */
    Path settings() {
        return settings;
    }

    /** Returns the connector's config file. */
    Path configFile() {
        return configFile;
    }

    Path stateDir() {
        return stateDir;
    }

    Path binary() {
        return folder.resolve("bin/cloudflared");
    }

    /** Returns the file with what is to go wrong with the connector. */
    Path faults() {
        return folder.resolve("faults.properties");
    }

    String config() {
        try {
            return Files.readString(configFile);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Starts a service that tells its name and what it was asked for, and returns its port. */
    int service(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            byte[] body = (name + " answers " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    /** Has a project publish a name of {@link #ZONE} that leads to a service of its own, which tells its name. */
    void publish(String project, String name) throws IOException, InterruptedException {
        String port = Integer.toString(service(name));
        for (Ended ended : List.of(run("ports", "allocate", port, "--project", project),
                run("request", name, port, "--project", project))) {
            if (ended.exit() != 0) {
                throw new IllegalStateException(ended.out() + ended.err());
            }
        }
    }

    /** Asks for {@code /hello} of a hostname as the public does, which comes to the tunnel only by a record that leads to it. */
    EdgeReply ask(String hostname) throws IOException {
        return recordsOf(hostname) > 0 ? askConnector(hostname) : EdgeReply.NOT_PUBLIC;
    }

    /** Asks for {@code /hello} of a hostname at the tunnel itself, whether a record leads to it or not. */
    EdgeReply askConnector(String hostname) throws IOException {
        return EdgeReply.of(edge.httpPort(), hostname);
    }

    /** Returns whether a service behind the tunnel answers {@code /hello} of a hostname now, within a moment. */
    boolean isServed(String hostname) {
        try {
            return EdgeReply.of(edge.httpPort(), hostname, A_MOMENT_MILLIS).status() == 200;
        } catch (IOException notAnswered) {
            return false;
        }
    }

    /** Returns how many records lead from this name to the tunnel. */
    long recordsOf(String hostname) {
        return provider.records(ZONE).stream().filter(record -> record.path("name").asText().equals(hostname)
                && record.path("content").asText().equals(TUNNEL + ".cfargotunnel.com")
                && record.path("proxied").asBoolean()).count();
    }

    /** Starts {@code mcp} for a project. */
    Supervisor supervisor(String project, Era era) throws IOException {
        return launch(era, "mcp", "--project", project, "--config", settings.toString());
    }

    /** Starts {@code mcp} for the meta-supervisor. */
    Supervisor meta() throws IOException {
        return launch(Era.MODERN, "mcp", "--meta", "--config", settings.toString());
    }

    /** Starts {@code mcp} for a project, with its standard output in a named pipe. */
    Process answeringInto(Path pipe, String project) throws IOException {
        ProcessBuilder builder = builder("mcp", "--project", project, "--config", settings.toString());
        List<String> command = new ArrayList<>(List.of("bash", "-c", "exec \"$@\" > \"$0\"", pipe.toString()));
        command.addAll(builder.command());
        return builder.command(command).start();
    }

    private Supervisor launch(Era era, String... arguments) throws IOException {
        Supervisor supervisor = new Supervisor(builder(arguments).start(), era);
        open.add(supervisor);
        return supervisor;
    }

    /** Starts a command as the leader of a session, and so of a process group, of its own. */
    Process inOwnSession(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--config", settings.toString()));
        ProcessBuilder builder = builder(all.toArray(String[]::new));
        builder.command().addFirst("setsid");
        return builder.start();
    }

    /** Runs a command with this bench's configuration to its end. */
    Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--config");
        all.add(settings.toString());
        return runBare(all.toArray(String[]::new));
    }

    /** Runs a command to its end. */
    Ended runBare(String... arguments) throws IOException, InterruptedException {
        return Ended.of(builder(arguments).start());
    }

    /** Returns how the program is started, for those who start it themselves. */
    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("tunnel-manager.distribution"), "bin", "tunnel-manager").toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Returns the environment of everything that is started here. */
    Map<String, String> wholeEnvironment() {
        Map<String, String> whole = new HashMap<>(System.getenv());
        whole.keySet().removeIf(name -> name.startsWith("TUNNEL_MANAGER_") || name.equals("JAVA_TOOL_OPTIONS"));
        whole.put("TUNNEL_MANAGER_JAVA_HOME", System.getProperty("java.home"));
        whole.putAll(environment);
        return whole;
    }

    private ProcessBuilder builder(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(wholeEnvironment());
        return builder;
    }

    /** Returns the connector's processes: they live in a session of their own, and outlive what has started them. */
    List<ProcessHandle> replicas() {
        return StartedReplicas.of(configFile);
    }

    /** Returns the ids of the connectors that take requests at the edge now. */
    List<String> edgeConnectors() {
        return edge.connectors();
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open.reversed()) {
            each.close();
        }
        StartedReplicas.end(configFile);
        edge.close();
        provider.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
