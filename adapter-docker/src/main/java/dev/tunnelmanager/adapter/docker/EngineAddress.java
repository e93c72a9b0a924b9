package dev.tunnelmanager.adapter.docker;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an engine listens: {@code unix:///absolute/path} or {@code tcp://host:port}.
 *
 * @param uri the address as it was written
 */
record EngineAddress(URI uri) {

    /** Reads an address. Throws {@link IllegalArgumentException}, with the value, for anything but the two forms. */
    static EngineAddress parse(String raw) {
        URI uri;
        try {
            uri = new URI(raw);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(complaint(raw), e);
        }
        boolean socket = "unix".equals(uri.getScheme()) && uri.getAuthority() == null && uri.getPath() != null
                && uri.getPath().length() > 1;
        boolean network = "tcp".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0;
        if (!socket && !network) {
            throw new IllegalArgumentException(complaint(raw));
        }
        return new EngineAddress(uri);
    }

    private static String complaint(String raw) {
        return "Not the address of a container engine: \"" + raw
                + "\". Use unix:///var/run/docker.sock or tcp://host:port.";
    }

    /** Returns the socket's path, for an engine on this machine. */
    Optional<Path> socket() {
        return isUnix() ? Optional.of(Path.of(uri.getPath())) : Optional.empty();
    }

    boolean isUnix() {
        return "unix".equals(uri.getScheme());
    }

    /** Returns the name or address at which ports published on every interface of the engine's host can be asked for. */
    String publishedHost() {
        return isUnix() ? "127.0.0.1" : uri.getHost();
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
