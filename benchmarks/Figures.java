import java.util.Arrays;
import java.util.Locale;

/** What was measured, as the rows of one table. */
final class Figures {

    /** Something that is measured again and again. */
    interface Work {
        void once() throws Exception;
    }

    private Figures() {}

    /** Repeats {@code work}, and returns how long each time took, in milliseconds; the first {@code uncounted} times do not count. */
    static double[] repeated(int uncounted, int counted, Work work) throws Exception {
        double[] took = new double[counted];
        for (int i = -uncounted; i < counted; i++) {
            long begun = System.nanoTime();
            work.once();
            if (i >= 0) {
                took[i] = (System.nanoTime() - begun) / 1e6;
            }
        }
        return took;
    }

    /** Returns the value below which this share of the samples lies; the nearest of them, never one between two. */
    static double quantile(double[] samples, double share) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    static double median(double[] samples) {
        return quantile(samples, 0.5);
    }

    /** Prints a row: what was measured, the figure, and what it should be, which may be empty. */
    static void row(String what, String figure, String aim) {
        System.out.println("| " + what + " | " + figure + " | " + aim + " |");
        System.out.flush();
    }

    /** Prints the median and the 99th percentile of times in milliseconds. */
    static void latency(String what, double[] samples, String aim) {
        row(what, "p50 " + milliseconds(median(samples)) + ", p99 " + milliseconds(quantile(samples, 0.99)) + " ("
                + samples.length + " times)", aim);
    }

    /** Prints the median of times in milliseconds, with the shortest and the longest. */
    static void spread(String what, double[] samples, String aim) {
        row(what, milliseconds(median(samples)) + " (" + milliseconds(quantile(samples, 0)) + " to "
                + milliseconds(quantile(samples, 1)) + ", " + samples.length + " times)", aim);
    }

    static String milliseconds(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f ms" : value < 100 ? "%.1f ms" : "%.0f ms", value);
    }

    static String megabytes(double bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
