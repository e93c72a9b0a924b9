package dev.tunnelmanager.launcher.packaged;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Several restless projects side by side, and what a test does to their processes. */
final class RestlessProjects {

    private static final long LIMIT_MINUTES = 30;

    private final Bench bench;
    private final List<RestlessProject> projects = new ArrayList<>();
    private final List<FutureTask<Map<String, Integer>>> asking = new ArrayList<>();

    /**
     * Starts their processes; they ask for nothing yet.
     *
     * @param requestsOfEach how often each asks before it ends by itself
     */
    RestlessProjects(Bench bench, int count, Random chance, int requestsOfEach) throws IOException {
        this.bench = bench;
        for (int i = 0; i < count; i++) {
            projects.add(new RestlessProject(bench, "p" + i, chance.nextLong(), requestsOfEach));
        }
    }

    /** Has all of them begin to ask. */
    void begin() {
        for (RestlessProject project : projects) {
            FutureTask<Map<String, Integer>> task = new FutureTask<>(project);
            Thread.ofPlatform().daemon().start(task);
            asking.add(task);
        }
    }

    /** Has all of them end with what they are asking now. */
    void enough() {
        projects.forEach(RestlessProject::enough);
    }

    /** Waits until all have ended, and returns how often they were answered what. */
    Map<String, Integer> answers() throws Exception {
        Map<String, Integer> all = new TreeMap<>();
        for (FutureTask<Map<String, Integer>> task : asking) {
            task.get(LIMIT_MINUTES, TimeUnit.MINUTES).forEach((code, times) -> all.merge(code, times, Integer::sum));
        }
        return all;
    }

    /** Returns whether one of them has broken off, so that waiting for more of it is in vain. */
    boolean isBroken() {
        return asking.stream().anyMatch(task -> task.state() == FutureTask.State.FAILED);
    }

    /** Returns how many of their requests were answered so far. */
    int answered() {
        return projects.stream().mapToInt(RestlessProject::answered).sum();
    }

    /** Returns how many of their requests have come true so far that were not so before. */
    int done() {
        return projects.stream().mapToInt(RestlessProject::done).sum();
    }

    /** Returns the process that leads now, if it is one of theirs. */
    Optional<Process> leader() throws IOException {
        List<Long> leaders = LeaderLock.holders(bench.stateDir());
        return projects.stream().map(RestlessProject::process).filter(process -> leaders.contains(process.pid()))
                .findFirst();
    }

    /** Returns the process of any of them. */
    Process any(Random chance) {
        return projects.get(chance.nextInt(projects.size())).process();
    }

    void killAll() throws InterruptedException {
        for (RestlessProject project : projects) {
            project.process().destroyForcibly().waitFor();
        }
    }

    /** Asserts that none of their processes has shown a programming error. */
    void assertPure() {
        projects.forEach(RestlessProject::assertPure);
    }

    /** Returns what their last definite answers said: whether each hostname is public. */
    Map<String, Boolean> told() {
        Map<String, Boolean> all = new TreeMap<>();
        projects.forEach(project -> all.putAll(project.told()));
        return all;
    }
}
