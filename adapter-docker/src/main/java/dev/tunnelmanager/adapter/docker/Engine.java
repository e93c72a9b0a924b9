package dev.tunnelmanager.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls to one container engine, each with a time limit. Talks HTTP over the engine's socket.
 *
 * <p>Safe for use by many threads. Nothing is loaded or opened before the first call. A limit cannot be left to the library: a
 * Unix socket has no read time-out on the JVM, so each call runs on a thread of its own that is interrupted when its time is up,
 * which closes its connection. They are platform threads because a hanging call inside the library can pin a virtual one to its
 * carrier before JDK 24, and two of those would stop every virtual thread of a small machine.
 */
final class Engine implements AutoCloseable {

    /** How long an engine may take to answer a question. A healthy one needs milliseconds. */
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final Duration LISTENING_LIMIT = Duration.ofSeconds(1);
    /** Credentials of image registries are never needed here, and a broken file of theirs must not matter. */
    private static final String NO_CONFIGURATION = "/nonexistent";

    private final EngineAddress address;
    private final Duration limit;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable DockerClient kept;
    private volatile boolean everSeen;

    /** What the socket's file tells before anybody asks. */
    enum Presence {
        /** Only asking can tell. */
        MAY_BE_THERE,
        /** The file was there while this object lived, and is not any more. */
        WENT_AWAY,
        /** There has been none while this object lived. */
        NEVER_THERE
    }

    Engine(EngineAddress address) {
        this(address, USUAL_LIMIT);
    }

    /**
     * Opens nothing yet.
     *
     * @param limit how long the engine may take to answer a question
     */
    Engine(EngineAddress address, Duration limit) {
        this.address = address;
        this.limit = limit;
    }

    EngineAddress address() {
        return address;
    }

    /** How long the engine may take to answer a question. */
    Duration limit() {
        return limit;
    }

    /** Looks for the socket's file, and remembers that it was there. */
    Presence presence() {
        Optional<Path> socket = address.socket();
        if (socket.isEmpty()) {
            return Presence.MAY_BE_THERE;
        }
        // A dangling link is something, so links are not followed.
        if (Files.exists(socket.get(), LinkOption.NOFOLLOW_LINKS)) {
            everSeen = true;
            return Presence.MAY_BE_THERE;
        }
        if (!Files.notExists(socket.get(), LinkOption.NOFOLLOW_LINKS)) {
            return Presence.MAY_BE_THERE;
        }
        return everSeen ? Presence.WENT_AWAY : Presence.NEVER_THERE;
    }

    /** Returns whether somebody takes connections at the address now. Costs next to nothing, unlike opening a client. */
    boolean isListening() {
        try {
            Optional<Path> socket = address.socket();
            if (socket.isPresent()) {
                SocketChannel.open(UnixDomainSocketAddress.of(socket.get())).close();
            } else {
                try (Socket network = new Socket()) {
                    network.connect(new InetSocketAddress(address.uri().getHost(), address.uri().getPort()),
                            (int) LISTENING_LIMIT.toMillis());
                }
            }
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    /** Asks for something that must be there. */
    <T> T ask(String what, Duration atMost, Function<DockerClient, T> question) {
        return find(what, atMost, question).orElseThrow(() -> EngineFailures.unexpectedlyMissing(address, what));
    }

    /** Asks for something; empty if the engine says that it does not exist. */
    <T> Optional<T> find(String what, Duration atMost, Function<DockerClient, T> question) {
        return call(what, atMost, question, false);
    }

    /**
     * Makes of an answer what it means.
     *
     * @throws PortFailure if it is one that no engine should give
     */
    <T> T understand(String what, Supplier<T> translation) {
        try {
            return translation.get();
        } catch (PortFailure known) {
            throw known;
        } catch (RuntimeException strange) {
            throw EngineFailures.notUnderstood(address, what, strange);
        }
    }

    /** Changes something; false if the engine says that it does not exist. */
    boolean change(String what, Duration atMost, Consumer<DockerClient> order) {
        return call(what, atMost, client -> {
            order.accept(client);
            return Boolean.TRUE;
        }, true).isPresent();
    }

    /** Opens a client of its own, for a stream; the caller closes it. */
    DockerClient open() {
        DefaultDockerClientConfig.Builder builder = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(address.uri().toString())
                .withDockerConfig(NO_CONFIGURATION)
                // Newer engines refuse old versions and old engines newer ones; without one, each speaks its own.
                .withApiVersion(RemoteApiVersion.UNKNOWN_VERSION);
        if (address.isUnix()) {
            builder.withDockerTlsVerify(false);
        }
        DockerClientConfig config = builder.build();
        return DockerClientImpl.getInstance(config,
                new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost())
                        .sslConfig(config.getSSLConfig())
                        .connectionTimeout(CONNECT_LIMIT)
                        .build());
    }

    private <T> Optional<T> call(String what, Duration atMost, Function<DockerClient, T> question, boolean changes) {
        LOG.debug("{}: {}", address, what);
        // Not counted: the library needs most of a second to load on a busy machine, which says nothing of the engine.
        DockerClient client = client(what);
        FutureTask<T> task = new FutureTask<>(() -> question.apply(client));
        Thread.ofPlatform().daemon().name("container-engine-call").start(task);
        try {
            T answer = task.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw EngineFailures.emptyAnswer(address, what, changes);
            }
            return Optional.of(answer);
        } catch (TimeoutException e) {
            abandon(task, client);
            throw EngineFailures.tooSlow(address, what, atMost, changes);
        } catch (InterruptedException e) {
            abandon(task, client);
            Thread.currentThread().interrupt();
            throw EngineFailures.interrupted(address, what, changes, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof NotFoundException) {
                return Optional.empty();
            }
            throw EngineFailures.translate(address, what, changes, cause);
        }
    }

    private DockerClient client(String what) {
        lock.lock();
        try {
            if (kept == null) {
                kept = open();
            }
            return kept;
        } catch (RuntimeException e) {
            throw EngineFailures.translate(address, what, false, e);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a call whose caller no longer waits. The interrupt closes a Unix socket; a TCP socket closes with its client. */
    private void abandon(FutureTask<?> task, DockerClient client) {
        task.cancel(true);
        if (!address.isUnix()) {
            drop(client);
        }
    }

    private void drop(DockerClient client) {
        lock.lock();
        try {
            if (client.equals(kept)) {
                kept = null;
            }
        } finally {
            lock.unlock();
        }
        closeQuietly(client);
    }

    /** Closes a client that nothing is expected of any more, so that a failure to do so changes nothing for anybody. */
    static void closeQuietly(DockerClient client) {
        try {
            client.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("Closing a connection to the container engine failed", e);
        }
    }

    /** Closes the kept connections. A later call opens new ones. */
    @Override
    public void close() {
        DockerClient client;
        lock.lock();
        try {
            client = kept;
            kept = null;
        } finally {
            lock.unlock();
        }
        if (client != null) {
            closeQuietly(client);
        }
    }
}
