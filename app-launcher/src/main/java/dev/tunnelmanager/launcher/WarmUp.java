package dev.tunnelmanager.launcher;

import dev.tunnelmanager.launcher.demo.Demo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Uses everything once, so that the class-data archive that the JVM writes at exit holds what later starts load; and unpacks the
 * database driver's native library, which it would otherwise unpack at each start. Reaches nothing outside this machine.
 */
public final class WarmUp {

    /** The directory for the native library, given by the start script. */
    private static final String NATIVE_PROPERTY = "tunnel-manager.native";

    private static final String DIALOGUE = """
            {"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}
            {"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"warm-up","version":"1"}}}
            {"jsonrpc":"2.0","method":"notifications/initialized"}
            {"jsonrpc":"2.0","id":3,"method":"tools/list","params":{}}
            {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"tunnel_get_status","arguments":{}}}
            {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"port_allocate","arguments":{"port":20000}}}
            {"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"port_list","arguments":{}}}
            {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"tunnel_list_cnames","arguments":{}}}
            {"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"tunnel_list_domains","arguments":{}}}
            """;

    private WarmUp() {}

    /** Uses everything once, on files of its own. */
    public static void run() throws IOException {
        String nativeDirectory = System.getProperty(NATIVE_PROPERTY);
        if (nativeDirectory != null) {
            unpackDriver(Path.of(nativeDirectory));
        }
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Path directory = Files.createTempDirectory("tunnel-manager-warm-up");
        new Demo(nowhere, directory).run();
        serve(directory.resolve("installation"));
    }

    private static void serve(Path directory) throws IOException {
        Files.createDirectories(directory);
        // Port 9 of this machine refuses connections, which is all the provider that is needed here.
        Map<String, String> environment = Map.of("TUNNEL_MANAGER_STATE_DIR", directory.toString(),
                "TUNNEL_MANAGER_CLOUDFLARE_API", "http://127.0.0.1:9", "TUNNEL_MANAGER_CLOUDFLARE_TUNNEL_ID", "warm-up",
                "TUNNEL_MANAGER_SECRET_META_CLOUDFLARE_DNS_EDIT_TOKEN", "warm-up", "TUNNEL_MANAGER_INGRESS_CONFIG_FILE",
                directory.resolve("config.yml").toString());
        InputStream dialogue = new ByteArrayInputStream(DIALOGUE.getBytes(StandardCharsets.UTF_8));
        McpProcess.serve(dialogue, OutputStream.nullOutputStream(),
                LaunchIdentity.decide(Optional.of("warm-up"), false, environment),
                new McpProcess.Core(Optional.empty(), environment));
    }

    private static void unpackDriver(Path directory) throws IOException {
        String architecture = switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch64";
            default -> "";
        };
        String library = System.mapLibraryName("sqlitejdbc");
        try (InputStream packed = WarmUp.class
                .getResourceAsStream("/org/sqlite/native/Linux/" + architecture + "/" + library)) {
            if (packed == null) {
                // On another platform the driver goes on unpacking its library by itself.
                return;
            }
            Files.createDirectories(directory);
            Path beside = Files.createTempFile(directory, "sqlitejdbc", ".part");
            Files.copy(packed, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, directory.resolve(library), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
