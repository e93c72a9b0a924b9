package dev.tunnelmanager.adapter.cloudflaredconfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** A file as it was read. */
final class Snapshot {

    /**
     * What makes a file this very file, to others than its readers.
     *
     * @param key device and inode
     * @param uid the owner's number
     * @param gid the group's number
     * @param mode permission bits, the upper three included
     * @param links how many names it has
     */
    record Identity(Object key, int uid, int gid, int mode, int links) {

        static Identity of(Path path) throws IOException {
            Map<String, Object> unix = Files.readAttributes(path, "unix:fileKey,uid,gid,mode,nlink",
                    LinkOption.NOFOLLOW_LINKS);
            return new Identity(Objects.requireNonNull(unix.get("fileKey")), number(unix, "uid"), number(unix, "gid"),
                    number(unix, "mode") & 0xFFF, number(unix, "nlink"));
        }

        private static int number(Map<String, Object> attributes, String name) {
            return ((Number) Objects.requireNonNull(attributes.get(name))).intValue();
        }

        boolean sameOwnerAndMode(Identity other) {
            return uid == other.uid && gid == other.gid && mode == other.mode;
        }
    }

    private final Path real;
    private final byte[] bytes;
    private final Identity identity;

    Snapshot(Path real, byte[] bytes, Identity identity) {
        this.real = real;
        this.bytes = bytes.clone();
        this.identity = identity;
    }

    /** Returns where the file really lies, symbolic links followed. */
    Path real() {
        return real;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    Identity identity() {
        return identity;
    }

    boolean hasBytes(byte[] other) {
        return Arrays.equals(bytes, other);
    }
}
