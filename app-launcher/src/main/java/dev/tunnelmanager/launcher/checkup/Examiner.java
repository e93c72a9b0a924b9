package dev.tunnelmanager.launcher.checkup;

import dev.tunnelmanager.domain.checkup.Check;
import dev.tunnelmanager.domain.checkup.Checkup;
import dev.tunnelmanager.launcher.checkup.Examination.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Makes examinations side by side, each on a thread of its own and within its time, those that need others after them. */
final class Examiner {

    private record Made(Examination examination, Found found) {}

    private final Map<String, Examination> known = new HashMap<>();
    private final Set<String> begun = new HashSet<>();
    private final List<CompletableFuture<Void>> told = new ArrayList<>();
    private final BlockingQueue<Made> made = new LinkedBlockingQueue<>();

    private Examiner() {}

    /** Returns what was found. Ends within the time-outs of the longest chain of examinations, whatever hangs. */
    static Checkup run(List<Examination> examinations) throws InterruptedException {
        return new Examiner().all(examinations);
    }

    private Checkup all(List<Examination> examinations) throws InterruptedException {
        examinations.forEach(examination -> known.put(examination.check().name(), examination));
        Checkup checkup = Checkup.of(examinations.stream().map(Examination::check).toList());
        while (!checkup.isComplete()) {
            for (Check check : checkup.ready()) {
                if (begun.add(check.name())) {
                    begin(Objects.requireNonNull(known.get(check.name())));
                }
            }
            Made next = made.take();
            for (Examination more : next.found().more()) {
                known.put(more.check().name(), more);
                checkup = checkup.and(more.check());
            }
            checkup = checkup.with(next.examination().check().name(), next.found().finding());
        }
        return checkup;
    }

    private void begin(Examination examination) {
        CompletableFuture<Found> found = new CompletableFuture<>();
        // A platform thread, because some looks wait where a virtual one would pin its carrier; one that hangs is left behind.
        Thread.ofPlatform().daemon().name("check-" + examination.check().name())
                .start(() -> found.complete(examination.made()));
        told.add(found.completeOnTimeout(examination.late(), examination.limit().toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(result -> made.add(new Made(examination, result))));
    }
}
