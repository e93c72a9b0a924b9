import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client of the packaged {@code mcp} process, at the other end of its pipes. For one thread. */
final class Supervisor implements AutoCloseable {

    /** How the server begins what it tells without being asked. */
    private static final byte[] NEWS = "{\"jsonrpc\":\"2.0\",\"method\":".getBytes(StandardCharsets.UTF_8);

    private final Process process;
    private final OutputStream requests;
    private final InputStream answers;
    private byte[] buffer = new byte[1 << 16];
    private int held;
    /** How long the answer is that the buffer begins with. */
    private int answered;

    private Supervisor(Process process) {
        this.process = process;
        this.requests = process.getOutputStream();
        this.answers = process.getInputStream();
    }

    /** Returns the start script of the distribution that is measured. */
    static Path program() {
        return Path.of(System.getProperty("distribution"), "bin", "tunnel-manager").toAbsolutePath();
    }

    /** Starts the process for a project, or for the meta-supervisor if {@code project} is empty, and greets it. */
    static Supervisor start(Path folder, String project) throws IOException {
        List<String> command = new ArrayList<>(List.of(program().toString(), "mcp"));
        command.addAll(project.isEmpty() ? List.of("--meta") : List.of("--project", project));
        command.addAll(List.of("--config", folder.resolve("tunnel-manager.yml").toString()));
        Process process = new ProcessBuilder(command).directory(folder.toFile())
                .redirectError(folder.resolve("mcp.log").toFile()).start();
        Supervisor supervisor = new Supervisor(process);
        supervisor.exchange("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
                + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                + "\"clientInfo\":{\"name\":\"benchmark\",\"version\":\"1\"}}}");
        supervisor.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return supervisor;
    }

    /** Calls a tool, and returns how many bytes its answer has. */
    int call(String tool, String arguments) throws IOException {
        int length = exchange("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}");
        if (!new String(buffer, Math.max(0, length - 300), Math.min(300, length), StandardCharsets.UTF_8)
                .contains("\"isError\":false")) {
            throw new IllegalStateException(tool + " was refused: " + text(length));
        }
        return length;
    }

    /** Calls a tool that must not be refused, and returns the answer. */
    String answer(String tool, String arguments) throws IOException {
        return text(call(tool, arguments));
    }

    private String text(int length) {
        return new String(buffer, 0, length, StandardCharsets.UTF_8);
    }

    long pid() {
        return process.pid();
    }

    /** Sends a request and returns how long its answer is, which then begins the buffer; news that come first are passed over. */
    private int exchange(String request) throws IOException {
        send(request);
        passOver(answered);
        int searched = 0;
        while (true) {
            for (; searched < held; searched++) {
                if (buffer[searched] == '\n' && !isNews()) {
                    answered = searched + 1;
                    return answered;
                }
                if (buffer[searched] == '\n') {
                    passOver(searched + 1);
                    searched = -1;
                }
            }
            if (held == buffer.length) {
                buffer = Arrays.copyOf(buffer, held * 2);
            }
            int read = answers.read(buffer, held, buffer.length - held);
            if (read < 0) {
                throw new IOException("The process has ended; its log is mcp.log");
            }
            held += read;
        }
    }

    private void passOver(int bytes) {
        System.arraycopy(buffer, bytes, buffer, 0, held - bytes);
        held -= bytes;
    }

    private boolean isNews() {
        return held >= NEWS.length && Arrays.equals(buffer, 0, NEWS.length, NEWS, 0, NEWS.length);
    }

    private void send(String line) throws IOException {
        requests.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        requests.flush();
    }

    /** Returns the resident memory in bytes. */
    double resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024).findFirst().orElseThrow();
    }

    /** Returns the processor time used so far, in seconds, in steps of the kernel's tick, which is 10 ms. */
    double processorSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
        // Fields as numbered in proc(5): 14 and 15 are the ticks. The name in field 2 may hold anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    /** Returns how often any thread gave the processor up to wait for something. */
    long waits() throws IOException {
        long waits = 0;
        try (var threads = Files.list(Path.of("/proc/" + pid() + "/task"))) {
            for (Path thread : threads.toList()) {
                waits += Files.readAllLines(thread.resolve("status")).stream()
                        .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
            }
        }
        return waits;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        requests.close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
