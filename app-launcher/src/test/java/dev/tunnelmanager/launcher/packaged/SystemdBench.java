package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.standins.connector.StandInBinary;
import dev.tunnelmanager.standins.engine.LiveEngine;
import dev.tunnelmanager.standins.engine.LiveSystemd;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Bench} beside a real systemd, which runs the program and its connector as on a host of its own: the distribution below
 * {@code /opt}, the bench's folder below {@code /srv}, because a unit has a {@code /tmp} of its own. The connector is the stand-in.
 */
final class SystemdBench implements Closeable {

    /** The bench's folder, as the program sees it. */
    static final String HOME = "/srv/bench";

    private static final String DISTRIBUTION = "/opt/tunnel-manager";
    private static final String LIBRARIES = "/opt/stand-in";

    private final Path folder;
    private final Bench bench;
    private final LiveEngine engine;
    private final LiveSystemd systemd;
    private final int httpPort;

    private SystemdBench(Path folder, Bench bench, LiveEngine engine, LiveSystemd systemd, int httpPort) {
        this.folder = folder;
        this.bench = bench;
        this.engine = engine;
        this.systemd = systemd;
        this.httpPort = httpPort;
    }

    /**
     * Starts systemd; nothing of the program runs yet.
     *
     * @param folder for files; the caller removes it
     * @param keys of the program's configuration, as {@link Bench#configure} takes them
     */
    static SystemdBench start(Path folder, Map<String, String> keys) throws IOException, InterruptedException {
        Bench bench = Bench.start();
        LiveEngine engine = new LiveEngine(folder);
        try {
            List<String> mounts = new ArrayList<>(List.of(bench.folder() + ":" + HOME,
                    System.getProperty("tunnel-manager.distribution") + ":" + DISTRIBUTION + ":ro"));
            List<Path> libraries = new ArrayList<>();
            for (Path library : StandInBinary.libraries()) {
                libraries.add(Path.of(LIBRARIES, libraries.size() + "-" + library.getFileName()));
                mounts.add(library + ":" + libraries.getLast() + ":ro");
            }
            Path java = Path.of(System.getProperty("java.home"));
            if (!java.startsWith("/usr")) {
                mounts.add(java + ":" + java + ":ro");
            }
            StandInBinary.write(bench.folder().resolve("bin"), Path.of(HOME, bench.faults().getFileName().toString()),
                    libraries);
            int statusPort = Bench.freePort();
            int httpPort = Bench.freePort();
            Map<String, String> all = new HashMap<>(Map.of("ingress.config-file", HOME + "/config.yml",
                    "connector.binary", HOME + "/bin/cloudflared", "connector.kind", "systemd",
                    "connector.extra-args", "[]", "connector.metrics", "[\"127.0.0.1:" + statusPort + "\"]",
                    "edge.addresses", "[\"" + bench.edge().address() + "\"]", "http.listen",
                    "\"127.0.0.1:" + httpPort + "\""));
            all.putAll(keys);
            bench.configure(all);
            // What a plain unit gives no option for stands in the connector's own file.
            Files.writeString(bench.configFile(), bench.config().replace(bench.folder().toString(), HOME) + "edge: "
                    + bench.edge().address() + "\nmetrics: 127.0.0.1:" + statusPort + "\ngrace-period: 5s\n");
            return new SystemdBench(folder, bench, engine, LiveSystemd.start(engine, folder, "systemd", mounts),
                    httpPort);
        } catch (IOException | InterruptedException | RuntimeException | Error failed) {
            engine.clean();
            bench.close();
            throw failed;
        }
    }

    Bench bench() {
        return bench;
    }

    LiveSystemd systemd() {
        return systemd;
    }

    /** Writes a unit, or a part of one, and has systemd read it. */
    void unit(String name, String text) throws IOException, InterruptedException {
        systemd.unit(folder, name, text);
    }

    /**
     * Writes the unit that {@code cloudflared service install} writes.
     *
     * @param startSeconds how long a start may take, 15 by itself
     */
    void stockUnit(int startSeconds) throws IOException, InterruptedException {
        unit("cloudflared.service", """
                [Unit]
                Description=Cloudflare Tunnel client
                After=network-online.target
                Wants=network-online.target

                [Service]
                TimeoutStartSec=%d
                Type=notify
                ExecStart=%s --no-autoupdate --config %s tunnel run
                Restart=on-failure
                RestartSec=5s

                [Install]
                WantedBy=multi-user.target
                """.formatted(startSeconds, HOME + "/bin/cloudflared", HOME + "/config.yml"));
    }

    /** Installs the daemon as the documentation says, and starts it; returns when it has told systemd that it is ready. */
    void serve(String... installOptions) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("install"));
        words.addAll(Arrays.asList(installOptions));
        manager(words.toArray(String[]::new)).endsWith(0);
        systemd.systemctl("daemon-reload");
        systemd.systemctl("enable", "--now", "tunnel-manager");
    }

    /** Runs the program on the host of systemd to its end. */
    Ended manager(String... arguments) throws IOException, InterruptedException {
        return Ended.of(begin(arguments));
    }

    /** Starts {@code mcp} for a project, on the host of systemd. */
    Supervisor supervisor(String project) throws IOException {
        return new Supervisor(begin("mcp", "--project", project), Era.MODERN);
    }

    private Process begin(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker", "-H", LiveEngine.usualHost(), "exec", "-i", "-e",
                "TUNNEL_MANAGER_JAVA_HOME=" + System.getProperty("java.home"), "-w", HOME, systemd.container(),
                DISTRIBUTION + "/bin/tunnel-manager"));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("--config", HOME + "/tunnel-manager.yml"));
        return new ProcessBuilder(command).start();
    }

    /** Publishes a service of a project under a name, and asserts that it is answered. */
    void publish(String project, String name, int port) throws IOException, InterruptedException {
        manager("ports", "allocate", Integer.toString(port), "--project", project).endsWith(0);
        manager("request", name, Integer.toString(port), "--project", project).endsWith(0);
        assertThat(bench.ask(name + "." + Bench.ZONE).status()).as(said()).isEqualTo(200);
    }

    /** Returns a number that the daemon tells on its metrics page; 0 if it does not tell it. */
    double metric(String name) throws IOException {
        String page;
        try (InputStream answer = URI.create("http://127.0.0.1:" + httpPort + "/metrics").toURL().openStream()) {
            page = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
        return page.lines().filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1))).sum();
    }

    /** Returns the actions in the audit log, oldest first. */
    List<String> audited() throws IOException, InterruptedException {
        return manager("audit", "--meta", "--json").endsWith(0).json().findValuesAsText("action");
    }

    /** Returns what the daemon has written, for whoever has to find out why a test has failed. */
    String said() throws IOException, InterruptedException {
        return systemd.journal("tunnel-manager") + "\n" + systemd.run("sh", "-c", "cat " + HOME
                + "/state/logs/tunnel-manager.log; systemctl status --no-pager cloudflared 'cloudflared@*'").text();
    }

    @Override
    public void close() throws IOException {
        try {
            engine.clean();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            bench.close();
        }
    }
}
