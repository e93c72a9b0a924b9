package dev.tunnelmanager.launcher.packaged;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The public, which asks a hostname all the time: eight clients, half of which keep their connection while the others make one for
 * each request, one of either sort for slow answers; and a WebSocket that is made again whenever it has ended. Each answer is
 * compared with the one that belongs to the request. Whatever else comes is kept as lost.
 */
final class PublicLoad implements Closeable {

    /** The clients think a little between two requests: what is tested shares its processors with them. */
    private static final long THINK_MILLIS = 40;

    private final int port;
    private final String hostname;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger lastNumber = new AtomicInteger();
    private final Map<String, Integer> answered = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();

    private PublicLoad(int port, String hostname) {
        this.port = port;
        this.hostname = hostname;
    }

    /**
     * What has come of it.
     *
     * @param answered how many requests of each sort were answered as they should be
     * @param lost what came instead of an answer, each with its time
     */
    record Tally(Map<String, Integer> answered, List<String> lost) {

        int of(String sort) {
            return answered.getOrDefault(sort, 0);
        }
    }

    /** Starts asking an edge for a hostname that leads to an echo service. */
    static PublicLoad on(int port, String hostname) {
        PublicLoad load = new PublicLoad(port, hostname);
        for (int i = 0; i < 3; i++) {
            load.client(() -> load.keepConnection("kept", "/quick"));
            load.client(() -> load.connectEachTime("new", "/quick"));
        }
        load.client(() -> load.keepConnection("kept, slow", "/slow"));
        load.client(() -> load.connectEachTime("new, slow", "/slow"));
        load.client(load::talk);
        return load;
    }

    /** Returns what has come of it so far. */
    Tally soFar() {
        return new Tally(new TreeMap<>(answered), List.copyOf(lost));
    }

    /** Waits for the requests that are under way, and returns what has come of all. */
    Tally end() {
        close();
        return soFar();
    }

    @Override
    public void close() {
        over.set(true);
        for (Thread client : clients) {
            try {
                client.join(Duration.ofSeconds(30));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void client(Runnable requests) {
        clients.add(Thread.ofVirtual().start(requests));
    }

    private void keepConnection(String sort, String folder) {
        while (!over.get()) {
            try (PublicConnection connection = new PublicConnection(port)) {
                while (!over.get() && ask(connection, sort, folder, true)) {
                    think();
                }
            } catch (IOException broken) {
                lose(sort, broken.toString());
            }
        }
    }

    private void connectEachTime(String sort, String folder) {
        while (!over.get()) {
            try (PublicConnection connection = new PublicConnection(port)) {
                ask(connection, sort, folder, false);
            } catch (IOException broken) {
                lose(sort, broken.toString());
            }
            think();
        }
    }

    private boolean ask(PublicConnection connection, String sort, String folder, boolean keep) throws IOException {
        String path = folder + "/" + lastNumber.incrementAndGet();
        EdgeReply reply = connection.ask(hostname, path, keep);
        if (reply.equals(new EdgeReply(200, "echo " + path))) {
            answered.merge(sort, 1, Integer::sum);
            return true;
        }
        lose(sort, path + " was answered with " + reply);
        return false;
    }

    /** A WebSocket that ends is no loss by itself; how long its connector went on with it, the edge knows. */
    private void talk() {
        while (!over.get()) {
            boolean open = false;
            try (PublicConnection connection = new PublicConnection(port)) {
                connection.upgrade(hostname, "/socket");
                answered.merge("websocket", 1, Integer::sum);
                open = true;
                while (!over.get() && open) {
                    String text = "text " + lastNumber.incrementAndGet();
                    Optional<String> back = connection.echo(text);
                    if (back.isPresent() && !back.get().equals(text)) {
                        lose("websocket", text + " came back as " + back.get());
                    }
                    back.ifPresent(same -> answered.merge("echo", 1, Integer::sum));
                    open = back.isPresent();
                    think();
                }
            } catch (IOException broken) {
                if (!open) {
                    lose("websocket", broken.toString());
                }
            }
        }
    }

    private void lose(String sort, String what) {
        lost.add(Instant.now() + " " + sort + ": " + what);
        // What is broken for long must not fill the memory.
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }

    private static void think() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(THINK_MILLIS));
    }
}
