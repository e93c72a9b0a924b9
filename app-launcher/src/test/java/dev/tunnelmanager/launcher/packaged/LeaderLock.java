package dev.tunnelmanager.launcher.packaged;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The lock of the leader, as the kernel shows it; for Linux, where everything here runs. */
final class LeaderLock {

    private LeaderLock() {}

    /** Returns the process that holds it. The file is not opened: its inode says enough. */
    static OptionalLong holder(Path stateDir) throws IOException {
        return holders(stateDir).stream().mapToLong(Long::longValue).findFirst();
    }

    /** Returns every process that may be the leader: of files on two disks that have the same number it is not known which is locked. */
    static List<Long> holders(Path stateDir) throws IOException {
        Path file = stateDir.resolve("leader.lock");
        if (!Files.exists(file)) {
            return List.of();
        }
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        List<String> locks = Files.readAllLines(Path.of("/proc/locks"), StandardCharsets.US_ASCII);
        // "1: POSIX  ADVISORY  WRITE 4711 00:1c:123456 0 EOF"; those who wait have an arrow behind the number.
        return locks.stream().filter(line -> line.contains(" POSIX ") && line.contains(inode) && !line.contains("->"))
                .map(line -> Long.valueOf(line.strip().split("\\s+", -1)[4])).toList();
    }
}
