package dev.tunnelmanager.launcher.keeping;

import dev.tunnelmanager.adapter.mcp.json.JsonNumber;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonReader;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.json.MalformedJson;
import dev.tunnelmanager.adapter.mcp.json.UnexpectedJson;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a backup says of itself.
 *
 * @param version of the product that made it
 * @param instanceId of the state in it
 * @param createdAt when it was made
 * @param schemaVersion of the state in it
 * @param parts the other files in it, by name
 */
public record Manifest(String version, String instanceId, Instant createdAt, int schemaVersion,
        SortedMap<String, Part> parts) {

    /** The form of backups that this version writes, and the newest one that it reads. */
    static final int FORMAT = 1;

    private static final String ROOT = "manifest";

    public Manifest {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /**
     * A file in a backup.
     *
     * @param bytes its length
     * @param sha256 of its content, in hexadecimal
     */
    public record Part(long bytes, String sha256) {}

    /** A text that is no manifest that can be read here; its message is a sentence. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreadable(String why) {
            super(why);
        }
    }

    String text() {
        JsonObject.Builder files = JsonObject.with();
        parts.forEach((name, part) -> files.put(name,
                JsonObject.with().put("bytes", part.bytes()).put("sha256", part.sha256()).build()));
        StringBuilder text = new StringBuilder();
        JsonObject.with().put("format", FORMAT).put("product", "tunnel-manager").put("version", version)
                .put("instance_id", instanceId).put("created_at", createdAt.toString())
                .put("schema_version", schemaVersion).put("files", files.build()).build().appendTo(text);
        return text.append('\n').toString();
    }

    static Manifest parse(byte[] text) throws Unreadable {
        try {
            JsonValue value = JsonReader.read(text, 0, text.length);
            if (!(value instanceof JsonObject root)) {
                throw new Unreadable("Its manifest is not a JSON object.");
            }
            long format = number(root, "format", ROOT);
            if (format != FORMAT) {
                throw new Unreadable("It has form " + format + ", and this version reads form " + FORMAT
                        + ", so a newer version has made it.");
            }
            SortedMap<String, Part> parts = new TreeMap<>();
            JsonObject files = root.require("files", JsonObject.class, ROOT);
            for (String name : files.members().keySet()) {
                JsonObject part = files.require(name, JsonObject.class, ROOT + ".files");
                parts.put(name, new Part(number(part, "bytes", name), word(part, "sha256", name)));
            }
            return new Manifest(word(root, "version", ROOT), word(root, "instance_id", ROOT),
                    Instant.parse(word(root, "created_at", ROOT)),
                    Math.toIntExact(number(root, "schema_version", ROOT)),
                    parts);
        } catch (MalformedJson | UnexpectedJson | ArithmeticException | DateTimeException wrong) {
            throw new Unreadable("Its manifest cannot be understood: " + wrong.getMessage());
        }
    }

    static Manifest parse(String text) throws Unreadable {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static long number(JsonObject object, String key, String path) throws Unreadable {
        try {
            return Long.parseLong(object.require(key, JsonNumber.class, path).text());
        } catch (NumberFormatException notWhole) {
            throw new Unreadable("Its manifest cannot be understood: " + path + "." + key + " is not a whole number.");
        }
    }

    private static String word(JsonObject object, String key, String path) {
        return object.require(key, JsonString.class, path).value();
    }
}
