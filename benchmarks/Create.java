import java.time.Duration;
import java.util.List;

/**
 * How long it takes to publish and to withdraw a hostname, beyond what the outside parts take: the time in which the provider, the
 * connector or a probe is being called is subtracted. In this process, beside 100, 1,000 and 10,000 other hostnames.
 */
final class Create {

    private static final Duration USUAL_WINDOW = Duration.ofMillis(250);
    private static final String PROJECT = "benchmark";

    public static void main(String[] arguments) throws Exception {
        for (int size : List.of(100, 1_000, 10_000)) {
            measure(size, Duration.ZERO, size == 10_000 ? 10 : 20);
        }
        measure(100, USUAL_WINDOW, 10);
    }

    private static void measure(int size, Duration window, int times) throws Exception {
        try (Filled filled = Filled.with(size); Rig rig = new Rig(filled, window, true)) {
            rig.allocate(PROJECT, rig.servicePort());
            double[] created = new double[times];
            double[] withdrawn = new double[times];
            double[] outside = new double[times];
            int uncounted = size == 10_000 ? 5 : 10;
            for (int i = -uncounted; i < times; i++) {
                String label = "hostname-" + (i + uncounted);
                double before = rig.outsideMilliseconds();
                double whole = Figures.repeated(0, 1, () -> rig.publish(PROJECT, label, rig.servicePort()))[0];
                double elsewhere = rig.outsideMilliseconds() - before;
                double beforeAway = rig.outsideMilliseconds();
                double away = Figures.repeated(0, 1, () -> rig.withdraw(PROJECT, label))[0];
                if (i >= 0) {
                    created[i] = whole - elsewhere;
                    outside[i] = elsewhere;
                    withdrawn[i] = away - (rig.outsideMilliseconds() - beforeAway);
                }
            }
            String where = " beside " + size + " hostnames" + (window.isZero() ? ", without collecting"
                    : ", " + window.toMillis() + " ms of collecting included");
            Figures.spread("publish" + where + ", beyond " + Figures.milliseconds(Figures.median(outside))
                    + " of outside parts", created, "below 300 ms");
            Figures.spread("withdraw" + where, withdrawn, "");
        }
    }
}
