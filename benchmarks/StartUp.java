import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Measures, from outside, how long {@code tunnel-manager mcp} takes from its launch to its first answer, to the answer of the first
 * tool call (which opens the state), and to its end after the input is closed; and its resident memory after the call.
 *
 * <p>Argument: how many runs, 30 by default. One more is not counted. Linux only.
 */
final class StartUp {

    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"b\",\"version\":\"1\"}}}";
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"port_list\",\"arguments\":{}}}";

    public static void main(String[] arguments) throws Exception {
        Path program = Supervisor.program();
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
        Path directory = Files.createTempDirectory("start-up");
        List<double[]> samples = new ArrayList<>();
        for (int i = 0; i <= runs; i++) {
            double[] sample = run(program, directory);
            if (i > 0) {
                samples.add(sample);
            }
        }
        Figures.spread("launch of `mcp` to its first answer", column(samples, 0), "below 100 ms");
        Figures.spread("launch of `mcp` to the answer of the first tool call", column(samples, 1), "below 500 ms");
        Figures.spread("end of input to the end of the process", column(samples, 2), "");
        Figures.row("resident memory after the first tool call", Figures.megabytes(Figures.median(column(samples, 3))),
                "below 100 MB");
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    private static double[] column(List<double[]> samples, int which) {
        return samples.stream().mapToDouble(sample -> sample[which]).toArray();
    }

    private static double[] run(Path program, Path directory) throws Exception {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(program.toString(), "mcp", "--project", "bench")
                .directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader answers = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        OutputStream requests = process.getOutputStream();
        send(requests, INITIALIZE);
        answers.readLine();
        double first = (System.nanoTime() - start) / 1e6;
        send(requests, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        send(requests, CALL);
        String answer = answers.readLine();
        double call = (System.nanoTime() - start) / 1e6;
        if (answer == null || !answer.contains("\"isError\":false")) {
            throw new IllegalStateException("The call failed: " + answer);
        }
        double resident = Arrays.stream(Files.readString(Path.of("/proc/" + process.pid() + "/status")).split("\n"))
                .filter(line -> line.startsWith("VmRSS")).mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .findFirst().orElseThrow() * 1024;
        long closing = System.nanoTime();
        requests.close();
        process.waitFor();
        return new double[] {first, call, (System.nanoTime() - closing) / 1e6, resident};
    }

    private static void send(OutputStream requests, String line) throws Exception {
        requests.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        requests.flush();
    }
}
