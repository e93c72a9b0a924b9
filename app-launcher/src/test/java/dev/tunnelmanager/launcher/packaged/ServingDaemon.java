package dev.tunnelmanager.launcher.packaged;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A {@code serve} that runs on a bench, with its pages on a port of its own. Closing it kills it; the connector's processes stay. */
final class ServingDaemon implements Closeable {

    private static final int PATIENCE_SECONDS = 40;

    private final Process process;
    private final Path output;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private ServingDaemon(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** Starts one on a free port and returns when its pages answer. */
    static ServingDaemon start(Bench bench) throws Exception {
        return start(bench, Bench.freePort());
    }

    /** Does the same on a port that is known. */
    static ServingDaemon start(Bench bench, int port) throws Exception {
        Path output = bench.folder().resolve("serve-" + port + ".txt");
        ProcessBuilder builder = new ProcessBuilder(bench.command("serve", "--config", bench.settings().toString()))
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().clear();
        builder.environment().putAll(bench.wholeEnvironment());
        builder.environment().put("TUNNEL_MANAGER_HTTP_LISTEN", "127.0.0.1:" + port);
        ServingDaemon daemon = new ServingDaemon(builder.start(), output, port);
        try {
            Eventually.holds("the daemon's pages answer", () -> {
                if (!daemon.process.isAlive()) {
                    throw new AssertionError("It has ended: " + daemon.said());
                }
                return daemon.status("/health/live/") == 200;
            });
            return daemon;
        } catch (Exception | AssertionError failed) {
            daemon.close();
            throw failed;
        }
    }

    long pid() {
        return process.pid();
    }

    /** Returns how long it has had a core. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Returns what it has written to its standard streams. */
    String said() throws IOException {
        return Files.readString(output);
    }

    /** Returns the status of a page; 0 if nobody answers. */
    int status(String path) throws InterruptedException {
        try {
            return get(path).statusCode();
        } catch (IOException nobody) {
            return 0;
        }
    }

    /** Returns the text of a page, whatever its status. */
    String page(String path) throws IOException, InterruptedException {
        return get(path).body();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                BodyHandlers.ofString());
    }

    /** Returns what a metric of the metrics page stands at, all its labels together; fails if it is not there. */
    double counted(String metric) throws IOException, InterruptedException {
        String page = page("/metrics");
        if (!page.contains("\n" + metric + "{") && !page.contains("\n" + metric + " ")) {
            throw new AssertionError("There is no " + metric + " among\n" + page);
        }
        return page.lines().filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    /** Tells it to end, and returns its exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("It did not end on SIGTERM within " + PATIENCE_SECONDS + " s.");
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Kills it (-9) and returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.close();
    }
}
