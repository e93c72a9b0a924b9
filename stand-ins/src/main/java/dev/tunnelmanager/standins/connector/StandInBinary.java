package dev.tunnelmanager.standins.connector;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;

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
        return write(folder, control.toAbsolutePath(), libraries());
    }

    /**
     * Writes the program for a place that sees other paths than this process, a container say.
     *
     * @param folder where to
     * @param control as it is there; need not exist
     * @param libraries where the {@link #libraries()} are there
     * @return the program, as this process sees it
     */
    public static Path write(Path folder, Path control, List<Path> libraries) throws IOException {
        Files.createDirectories(folder);
        Path program = folder.resolve("cloudflared");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(program, "#!/bin/sh\nSTANDIN_CONTROL=" + quoted(control.toString())
                + "\nexport STANDIN_CONTROL\nexec " + quoted(java)
                + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx64m -cp "
                + quoted(libraries.stream().map(Path::toString).collect(Collectors.joining(":"))) + " "
                + StandInCloudflared.class.getName()
                + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program;
    }

    /** Returns where the classes are that the stand-in needs, and no others: whoever runs it elsewhere has to bring them along. */
    public static List<Path> libraries() {
        return Stream.of(StandInCloudflared.class, ObjectMapper.class, JsonFactory.class, JsonProperty.class,
                Load.class).map(StandInBinary::placeOf).toList();
    }

    private static Path placeOf(Class<?> type) {
        return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private StandInBinary() {}
}
