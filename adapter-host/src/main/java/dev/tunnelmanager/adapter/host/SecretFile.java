package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import dev.tunnelmanager.ports.driven.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that holds one secret. Symbolic links are followed; what they lead to is what counts.
 *
 * @param path the file
 * @param forbidden permissions that it must not have, where the file system knows permissions
 */
record SecretFile(Path path, Set<PosixFilePermission> forbidden) {

    private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);

    /** In octets; far above any token, key or certificate. */
    private static final long LARGEST = 64 * 1024L;

    /** A file that only its owner may read or write. */
    static SecretFile ownersOnly(Path path) {
        return new SecretFile(path, EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE));
    }

    /** A file that not everybody may read or write. */
    static SecretFile notForAll(Path path) {
        return new SecretFile(path, EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE));
    }

    /**
     * Returns what is in it; empty if there is no such file.
     *
     * @throws PortFailure SECRET, if there is something that must not or cannot be read as a secret
     */
    Optional<Secret> read() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            LOG.debug("Reading the secret in {}", path);
            if (!attributes.isRegularFile()) {
                throw denied("is not a file", "Put the secret into a file of this name.", null);
            }
            if (attributes.size() > LARGEST) {
                throw denied("has " + attributes.size() + " octets, and a secret has at most " + LARGEST,
                        "Put the secret alone into it.", null);
            }
            refusePermissions();
            String value = withoutLineEnd(decode(Files.readAllBytes(path)));
            if (value.isBlank()) {
                throw denied("is empty", "Put the secret into it, or remove it.", null);
            }
            return Optional.of(Secret.of(value));
        } catch (NoSuchFileException missing) {
            return absent(missing);
        } catch (AccessDeniedException forbiddenToUs) {
            throw denied("may not be read by this user (" + System.getProperty("user.name") + ")",
                    "Make it readable by this user, and by no other: chown " + System.getProperty("user.name") + " "
                            + path + " && chmod 600 " + path,
                    forbiddenToUs);
        } catch (CharacterCodingException notText) {
            throw denied("is not text in UTF-8", "Put the secret into it as plain text.", notText);
        } catch (IOException unreadable) {
            throw denied("cannot be read (" + unreadable + ")", "Mend or remove it.", unreadable);
        }
    }

    private Optional<Secret> absent(NoSuchFileException missing) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw denied("is a symbolic link that leads nowhere", "Mend or remove the link.", missing);
        }
        Path above = path.getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        if (above != null && !Files.isDirectory(above)) {
            throw denied("cannot be there, because " + above + " is not a directory",
                    "Make " + above + " a directory, or set secrets.dir to one.", missing);
        }
        return Optional.empty();
    }

    private void refusePermissions() throws IOException {
        @Nullable
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.stream().anyMatch(forbidden::contains)) {
            String who = forbidden.contains(PosixFilePermission.GROUP_READ) ? "its group or others" : "everybody";
            throw denied("has mode " + octal(permissions) + ", so " + who + " may read or change it",
                    "Run: chmod 600 " + path, null);
        }
    }

    /** Returns {@code text} without the line ends that editors and {@code echo} leave at the end. */
    static String withoutLineEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static String octal(Set<PosixFilePermission> permissions) {
        String letters = PosixFilePermissions.toString(permissions);
        int mode = 0;
        for (int i = 0; i < letters.length(); i++) {
            mode = (mode << 1) | (letters.charAt(i) == '-' ? 0 : 1);
        }
        return "0" + Integer.toOctalString(mode);
    }

    private PortFailure denied(String what, String recommendation, @Nullable Throwable cause) {
        return new PortFailure(Kind.SECRET, "The secret file " + path + " " + what + ".", recommendation, cause);
    }
}
