package dev.tunnelmanager.standins.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small disk in memory, that can be filled up and switched to read-only under those who use it. Needs Linux and the right to mount.
 * For one thread at a time.
 */
public final class SmallDisk implements Closeable {

    private static final int COARSE = 64 * 1024;

    private final Path folder;
    /** The same disk once more, where nothing can be written. */
    private final Path shadow;
    private final Path ballast;
    private boolean switched;

    private SmallDisk(Path folder, Path shadow) {
        this.folder = folder;
        this.shadow = shadow;
        this.ballast = folder.resolve("ballast");
    }

    /**
     * Mounts one at a new folder.
     *
     * @param parent where the folder comes to be
     * @param name of the folder
     */
    public static SmallDisk mount(Path parent, String name, int megabytes) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        run("mount", "-t", "tmpfs", "-o", "mode=755,size=" + megabytes + "m", "tmpfs", folder.toString());
        Path shadow = Files.createDirectory(parent.resolve(name + "-shadow"));
        run("mount", "--bind", folder.toString(), shadow.toString());
        // Nobody uses it yet: a mount on which a file is open for writing cannot be switched.
        run("mount", "-o", "remount,bind,ro", shadow.toString());
        return new SmallDisk(folder, shadow);
    }

    /** Returns why this process cannot have one; empty if it can. */
    public static String obstacle() {
        try {
            Path parent = Files.createTempDirectory("small-disk");
            try (SmallDisk trial = mount(parent, "trial", 1)) {
                trial.readOnly();
                return "";
            } finally {
                Files.deleteIfExists(parent);
            }
        } catch (IOException | UncheckedIOException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    /** Returns where it is mounted. */
    public Path folder() {
        return folder;
    }

    /** Fills it up, except for so many bytes or a few less. */
    public void fill(long spare) throws IOException {
        long left = Files.getFileStore(folder).getUsableSpace() - spare;
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[COARSE];
            while (left > 0) {
                out.write(block, 0, (int) Math.min(left, COARSE));
                left -= COARSE;
            }
        } catch (IOException fullAlready) {
            // Those who use it were quicker.
        }
    }

    /** Takes away what it was filled with. */
    public void free() throws IOException {
        Files.deleteIfExists(ballast);
    }

    /** Shows it read-only to everybody who opens anything from now on; what is open stays writable. */
    public void readOnly() throws IOException {
        run("mount", "--bind", shadow.toString(), folder.toString());
        switched = true;
    }

    /** Ends that. */
    public void writable() throws IOException {
        if (switched) {
            unmount(folder);
            switched = false;
        }
    }

    /** Takes it away, even from under those who still use it. */
    @Override
    public void close() throws IOException {
        writable();
        for (Path mount : List.of(shadow, folder)) {
            unmount(mount);
            Files.deleteIfExists(mount);
        }
    }

    private static void unmount(Path mount) throws IOException {
        run("umount", "--lazy", mount.toString());
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(List.of(command) + ": " + told.strip());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted in " + List.of(command), stop);
        }
    }
}
