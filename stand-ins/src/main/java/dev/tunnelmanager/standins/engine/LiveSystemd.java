package dev.tunnelmanager.standins.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real systemd as the first process of a container: this machine's, with the programs of this machine's {@code /usr}, and an
 * {@code /etc}, a journal and units of its own. It shares the machine's network, so that what tests have set up there can be reached.
 * Goes away with the {@link LiveEngine} in which it runs. For one thread.
 */
public final class LiveSystemd {

    /** Where units are written that nobody has packaged. */
    public static final String UNITS = "/etc/systemd/system/";

    private static final String PROGRAM = "/usr/lib/systemd/systemd";
    private static final long LIMIT_SECONDS = 30;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LiveEngine engine;
    private final String container;

    private LiveSystemd(LiveEngine engine, String container) {
        this.engine = engine;
        this.container = container;
    }

    /**
     * Starts it, and waits until it has come up.
     *
     * @param engine runs it
     * @param folder for what the image is made of; the caller removes it
     * @param name of the container
     * @param mounts what it sees of this machine beside {@code /usr}, each as {@code docker run -v} takes it
     */
    public static LiveSystemd start(LiveEngine engine, Path folder, String name, List<String> mounts)
            throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of(PROGRAM))) {
            throw new IllegalStateException("There is no " + PROGRAM + "; install the package systemd.");
        }
        String image = engine.imageOf(root(folder.resolve("systemd-image")), "systemd");
        // What systemd needs for its control groups and for the confinement of units. Nothing that would let it touch the network,
        // the clock or the modules of this machine.
        List<String> options = new ArrayList<>(List.of("--cap-add", "SYS_ADMIN", "--cap-add", "SYS_PTRACE",
                "--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined", "--cgroupns=private",
                "--network", "host", "--tmpfs", "/run", "--tmpfs", "/run/lock", "-e", "container=docker", "-v",
                "/usr:/usr:ro"));
        mounts.forEach(mount -> options.addAll(List.of("-v", mount)));
        String container = engine.start(engine.named(name),
                engine.booting(image, List.of(PROGRAM, "--unit=basic.target"), options));
        LiveSystemd systemd = new LiveSystemd(engine, container);
        systemd.awaitUp();
        return systemd;
    }

    private static Path root(Path root) throws IOException {
        for (String folder : List.of("usr", "etc/systemd/system", "var/lib", "var/log/journal", "run", "tmp", "proc",
                "sys", "dev", "root", "srv", "opt")) {
            Files.createDirectories(root.resolve(folder));
        }
        for (String link : List.of("bin", "sbin", "lib", "lib64")) {
            Files.createSymbolicLink(root.resolve(link), Path.of("usr", link));
        }
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n"
                + "messagebus:x:100:100::/nonexistent:/usr/sbin/nologin\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nmessagebus:x:100:\nsystemd-journal:x:101:\n");
        // Empty: systemd gives itself an id, and takes this for something else than a first boot.
        Files.createFile(root.resolve("etc/machine-id"));
        for (String file : List.of("nsswitch.conf", "ld.so.cache")) {
            Path original = Path.of("/etc", file);
            if (Files.exists(original)) {
                Files.copy(original, root.resolve("etc").resolve(file));
            }
        }
        return root;
    }

    private void awaitUp() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        for (String state = ""; !state.equals("active"); state = run("systemctl", "is-active", "basic.target").text()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("systemd does not come up: " + state + "\n"
                        + engine.tryDocker("logs", container).text());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Returns the name of its container. */
    public String container() {
        return container;
    }

    /** Runs a command in its container, as root. */
    public LiveEngine.Said run(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("exec", container));
        words.addAll(List.of(command));
        return engine.tryDocker(words.toArray(String[]::new));
    }

    /** Runs {@code systemctl}; fails if that does. */
    public String systemctl(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("exec", container, "systemctl", "--no-pager"));
        words.addAll(List.of(arguments));
        return engine.docker(words.toArray(String[]::new));
    }

    /** Returns a property of a unit. */
    public String property(String unit, String name) throws IOException, InterruptedException {
        return systemctl("show", unit, "--value", "-p", name);
    }

    /** Returns what stands in the journal of a unit. */
    public String journal(String unit) throws IOException, InterruptedException {
        return engine.docker("exec", container, "journalctl", "-u", unit, "-o", "cat", "--no-pager");
    }

    /** Writes a unit or a part of one, and has systemd read it. */
    public void unit(Path folder, String name, String text) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("unit"), text);
        run("mkdir", "-p", Path.of(UNITS, name).resolveSibling("").toString());
        engine.docker("cp", file.toString(), container + ":" + UNITS + name);
        systemctl("daemon-reload");
    }
}
