package dev.tunnelmanager.standins.engine;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A container engine of one's own that may be stopped, made to hang and started again, beside the machine's. It lives in a network
 * namespace of its own, so that it touches neither the networks nor the packet filter of the machine. Needs to be root. For one
 * thread.
 */
public final class OwnEngine implements AutoCloseable {

    private static final long LIMIT_SECONDS = 60;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path folder;
    private Optional<Process> daemon = Optional.empty();

    /** Starts it, with all its files in a new directory below {@code /tmp}: the path of a socket must be short. */
    public static OwnEngine start() throws IOException, InterruptedException {
        OwnEngine engine = new OwnEngine(Files.createTempDirectory(Path.of("/tmp"), "tm-engine"));
        try {
            engine.startAgain();
            return engine;
        } catch (IOException | InterruptedException | RuntimeException | Error failed) {
            engine.close();
            throw failed;
        }
    }

    private OwnEngine(Path folder) {
        this.folder = folder;
    }

    /** Returns its address. */
    public String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** Returns the command that starts it, for those who start it themselves; it goes on until it is told to end. */
    public List<String> command() {
        return List.of("unshare", "--net", "sh", "-c",
                LiveEngine.busybox() + " ip link set lo up; exec dockerd \"$@\" > '" + folder.resolve("log") + "' 2>&1",
                "dockerd", "--host", host(), "--data-root", folder.resolve("data").toString(), "--exec-root",
                folder.resolve("exec").toString(), "--pidfile", folder.resolve("pid").toString(),
                "--shutdown-timeout", "3");
    }

    /** Starts it after it was stopped, and waits until it answers. */
    public void startAgain() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command()).start();
        daemon = Optional.of(process);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (new ProcessBuilder("docker", "-H", host(), "info").redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor() != 0) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("The engine does not come up: "
                        + Files.readString(folder.resolve("log")));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Ends it as a system does, and waits for that; its containers end too. */
    public void stop() throws IOException, InterruptedException {
        if (daemon.isEmpty()) {
            return;
        }
        Process process = daemon.get();
        signal("CONT");
        process.destroy();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("The engine does not end: " + Files.readString(folder.resolve("log")));
        }
        daemon = Optional.empty();
    }

    /** Makes it hang: it accepts connections and does not answer. */
    public void hang() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on. */
    public void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        if (daemon.isPresent()) {
            new ProcessBuilder("kill", "-" + name, Long.toString(daemon.get().pid())).start().waitFor();
        }
    }

    /** Ends it and removes its files; goes on to the end if the thread is interrupted, and leaves it so. */
    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            daemon.ifPresent(Process::destroyForcibly);
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
