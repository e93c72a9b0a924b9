package dev.tunnelmanager.adapter.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out, from Linux's {@code /proc}, in which container this process runs. */
final class OwnContainer {

    private static final Logger LOG = LoggerFactory.getLogger(OwnContainer.class);
    static final Path SELF = Path.of("/proc/self");
    /** {@code /docker/ID}, {@code docker-ID.scope}, {@code libpod-ID.scope}. */
    private static final Pattern GROUP = Pattern.compile("(?:docker|libpod)[/-]([0-9a-f]{64})(?:\\.scope)?(?:/|$)");
    /** Docker keeps the files in {@code containers/ID/}, Podman in {@code overlay-containers/ID/userdata/}. */
    private static final Pattern FILE = Pattern
            .compile("containers/([0-9a-f]{64})/(?:userdata/)?(?:hostname|hosts|resolv\\.conf)$");
    private static final List<String> FILES_INSIDE = List.of("/etc/hostname", "/etc/hosts", "/etc/resolv.conf");

    /**
     * Returns the full id of the container, as far as it can be told; empty on a host.
     *
     * @param self the directory that describes the process
     */
    static Optional<String> find(Path self) {
        return byControlGroup(lines(self.resolve("cgroup"))).or(() -> byMounts(lines(self.resolve("mountinfo"))));
    }

    /** Says nothing where the group's own namespace hides the path, as version 2 does by default. */
    private static Optional<String> byControlGroup(List<String> lines) {
        return lines.stream().map(GROUP::matcher).filter(Matcher::find).map(matcher -> matcher.group(1)).findFirst();
    }

    /**
     * Looks for the engine's own files mounted over those in {@code /etc}. The mount points of the host do not count: there every
     * container's shared memory is mounted at a path with its id. Fields by proc(5): the fourth is the root of the mount within
     * its file system, the fifth the mount point.
     */
    private static Optional<String> byMounts(List<String> lines) {
        for (String line : lines) {
            List<String> fields = List.of(line.split(" ", -1));
            if (fields.size() > 5 && FILES_INSIDE.contains(fields.get(4))) {
                Matcher matcher = FILE.matcher(fields.get(3));
                if (matcher.find()) {
                    return Optional.of(matcher.group(1));
                }
            }
        }
        return Optional.empty();
    }

    /** A system without such files has no containers that could be told by them. */
    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
            return List.of();
        }
    }

    private OwnContainer() {}
}
