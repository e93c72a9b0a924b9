package dev.tunnelmanager.standins.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The connector's processes that the program has started: they live in a session of their own, and outlive it. */
public final class StartedReplicas {

    private static final String TAG = "TUNNEL_MANAGER_REPLICA=";
    private static final long END_WITHIN_SECONDS = 10;

    private StartedReplicas() {}

    /** Returns those that serve this config file. */
    public static List<ProcessHandle> of(Path configFile) {
        return ProcessHandle.allProcesses().filter(
                process -> holds(process, "environ", TAG) && holds(process, "cmdline", configFile.toString())).toList();
    }

    /** Ends those that serve this config file, also one that is started meanwhile by a program that was just told to end. */
    public static void end(Path configFile) {
        for (List<ProcessHandle> left = of(configFile); !left.isEmpty(); left = of(configFile)) {
            left.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle replica : left) {
                try {
                    replica.onExit().orTimeout(END_WITHIN_SECONDS, TimeUnit.SECONDS).join();
                } catch (CompletionException late) {
                    throw new IllegalStateException("Process " + replica.pid() + " does not end", late);
                }
            }
        }
    }

    private static boolean holds(ProcessHandle process, String file, String text) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1)
                    .contains(text);
        } catch (IOException goneOrAnothers) {
            return false;
        }
    }
}
