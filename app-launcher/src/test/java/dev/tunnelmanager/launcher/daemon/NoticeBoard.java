package dev.tunnelmanager.launcher.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A systemd-notify that writes down what it is told, and for whom. */
final class NoticeBoard {

    private final Path folder;
    private final Path told;

    /**
     * Makes one.
     *
     * @param before what the script does first
     */
    NoticeBoard(Path folder, String before) throws IOException {
        this.folder = folder;
        this.told = folder.resolve("told.txt");
        Path script = Files.writeString(folder.resolve("systemd-notify"), "#!/bin/bash\n" + before
                + "\necho \"$NOTIFY_SOCKET $*\" >> '" + told + "'\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    Map<String, String> environment(String socket) {
        return new HashMap<>(Map.of("PATH", folder + ":/usr/bin:/bin", "NOTIFY_SOCKET", socket));
    }

    List<String> told() throws IOException {
        return Files.exists(told) ? Files.readAllLines(told) : List.of();
    }
}
