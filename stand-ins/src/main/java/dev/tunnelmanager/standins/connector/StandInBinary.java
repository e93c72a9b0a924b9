package dev.tunnelmanager.standins.connector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes a program {@code cloudflared} that is the stand-in, run by the JVM that runs the tests. */
public final class StandInBinary {

    /**
     * Writes the program.
     *
     * @param folder where to
     * @param control a file of properties with what is to go wrong, as {@link Faults} lists them; need not exist
     * @return the program, which replaces itself with the JVM, so that its process number stays
     */
    public static Path write(Path folder, Path control) throws IOException {
        Files.createDirectories(folder);
        Path program = folder.resolve("cloudflared");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(program, "#!/bin/sh\nSTANDIN_CONTROL=" + quoted(control.toAbsolutePath().toString())
                + "\nexport STANDIN_CONTROL\nexec " + quoted(java)
                + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx64m -cp "
                + quoted(System.getProperty("java.class.path")) + " " + StandInCloudflared.class.getName()
                + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private StandInBinary() {}
}
