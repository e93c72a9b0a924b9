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
 * <p>Run: {@code java benchmarks/StartUp.java PROGRAM [RUNS]}, for example with
 * {@code app-launcher/target/distribution/tunnel-manager/bin/tunnel-manager 30}. One run is not counted. Linux only.
 */
final class StartUp {

    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"b\",\"version\":\"1\"}}}";
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"port_list\",\"arguments\":{}}}";

    public static void main(String[] arguments) throws Exception {
        Path program = Path.of(arguments[0]).toAbsolutePath();
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
        Path directory = Files.createTempDirectory("start-up");
        List<double[]> samples = new ArrayList<>();
        for (int i = 0; i <= runs; i++) {
            double[] sample = run(program, directory);
            if (i > 0) {
                samples.add(sample);
            }
        }
        String[] names = {"first answer, ms", "first tool call, ms", "end after EOF, ms", "resident, MB"};
        for (int column = 0; column < names.length; column++) {
            int which = column;
            double[] sorted = samples.stream().mapToDouble(sample -> sample[which]).sorted().toArray();
            System.out.printf("%-20s median %.0f, min %.0f, max %.0f (%d runs)%n", names[column],
                    sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1], sorted.length);
        }
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
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
                .findFirst().orElse(0) / 1024;
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
