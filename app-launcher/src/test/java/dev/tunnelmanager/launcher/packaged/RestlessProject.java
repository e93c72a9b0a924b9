package dev.tunnelmanager.launcher.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A project that asks for hostnames and deletes them, several at a time, whatever becomes of its process: when that is killed it
 * starts the next one and goes on. What it asks for is decided by its seed.
 */
final class RestlessProject implements Callable<Map<String, Integer>> {

    private static final int NAMES = 10;
    private static final long LIMIT_SECONDS = 60;
    /** Who is refused at once and asks again at once takes the processor from those who are to carry out. */
    private static final long BETWEEN_BURSTS_MILLIS = 100;

    private final Bench bench;
    private final String name;
    private final Random chance;
    private final int port;
    private final Map<String, Integer> answers = new TreeMap<>();
    /** What the last definite answer said of each hostname; without the hostname if the last answer was none. */
    private final Map<String, Boolean> told = new HashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final List<Supervisor> before = new ArrayList<>();
    private int left;
    private volatile boolean enough;
    private volatile Supervisor supervisor;

    RestlessProject(Bench bench, String name, long seed, int requests) throws IOException {
        this.bench = bench;
        this.name = name;
        this.chance = new Random(seed);
        this.port = bench.service(name);
        this.left = requests;
        this.supervisor = bench.supervisor(name, Era.MODERN);
    }

    /** Has it end with what it is asking now; may be called by any thread. */
    void enough() {
        enough = true;
    }

    /** Asks until it has asked often enough, and returns how often it was answered what. */
    @Override
    public Map<String, Integer> call() throws Exception {
        allocate();
        while (left > 0 && !enough) {
            burst(Math.min(left, 1 + chance.nextInt(NAMES)));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BETWEEN_BURSTS_MILLIS));
        }
        return answers;
    }

    /** Returns what its last definite answers said: whether each hostname is public. */
    Map<String, Boolean> told() {
        return Map.copyOf(told);
    }

    /** Returns how many of its requests were answered so far; may be called by any thread. */
    int answered() {
        return answered.get();
    }

    /** Returns how many of its requests have come true so far that were not so before; may be called by any thread. */
    int done() {
        return done.get();
    }

    Process process() {
        return supervisor.process();
    }

    /** Asserts of every process that it has had that it spoke the protocol and showed no programming error. */
    void assertPure() {
        before.forEach(Supervisor::assertPure);
        supervisor.assertPure();
    }

    private void allocate() throws IOException {
        while (!answer(begin("port_allocate", "port", port)).path("success").asBoolean()) {
            reborn();
        }
    }

    private void burst(int size) throws IOException {
        List<Integer> names = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            names.add(i);
        }
        Collections.shuffle(names, chance);
        Map<String, CompletableFuture<JsonNode>> asked = new TreeMap<>();
        Map<String, Boolean> wanted = new HashMap<>();
        for (int i = 0; i < size; i++) {
            String subdomain = name + "-" + names.get(i);
            boolean publish = chance.nextBoolean();
            wanted.put(subdomain, publish);
            asked.put(subdomain, publish
                    ? begin("tunnel_request_cname", "subdomain", subdomain, "targetPort", port)
                    : begin("tunnel_delete_cname", "hostname", subdomain + "." + Bench.ZONE));
        }
        left -= size;
        asked.forEach((subdomain, future) -> note(subdomain, wanted.getOrDefault(subdomain, false), answer(future)));
        if (!supervisor.process().isAlive()) {
            reborn();
        }
    }

    private void note(String subdomain, boolean publish, JsonNode answer) {
        String code = answer.path("success").asBoolean() ? publish ? "published" : "deleted"
                : answer.path("pending").asBoolean() ? "pending"
                        : answer.path("code").asText("no answer");
        answers.merge(code, 1, Integer::sum);
        if (!code.equals("no answer")) {
            answered.incrementAndGet();
        }
        String hostname = subdomain + "." + Bench.ZONE;
        // Who deletes what is gone is told that it is, and nothing has come about.
        if (answer.path("success").asBoolean() && !Boolean.valueOf(publish).equals(told.get(hostname))) {
            done.incrementAndGet();
        }
        switch (code) {
            case "published" -> told.put(hostname, true);
            case "deleted", "hostname_not_found" -> told.put(hostname, false);
            default -> told.remove(hostname);
        }
    }

    private void reborn() throws IOException {
        supervisor.close();
        before.add(supervisor);
        supervisor = bench.supervisor(name, Era.MODERN);
    }

    /** Asks; a process that is gone answers nothing. */
    private CompletableFuture<JsonNode> begin(String tool, Object... arguments) {
        try {
            return supervisor.begin(tool, arguments);
        } catch (IOException gone) {
            return CompletableFuture.failedFuture(gone);
        }
    }

    /** Returns the structure of the answer; nothing of it if the process was killed over it. */
    private JsonNode answer(CompletableFuture<JsonNode> asked) {
        try {
            return asked.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join().path("result").path("structuredContent");
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof IOException) {
                return MissingNode.getInstance();
            }
            throw new AssertionError(name + " was not answered. Errors: " + supervisor.errors(), failed);
        }
    }
}
