package dev.tunnelmanager.adapter.cloudflaredruntime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a connector's output. cloudflared writes {@code time LEVEL message key=value …}, or with {@code --output json} an
 * object; the last reason for ending is a plain text in either case.
 *
 * @param at when it was written, as far as the line or whoever keeps the log says
 * @param level three letters in capitals; empty for a plain text
 * @param message what it says, without what stands behind it
 * @param error the value of its key {@code error}; empty if there is none
 * @param text the line as it was written
 */
record LogLine(Optional<Instant> at, String level, String message, String error, String text) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern ANSI = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern STAMPED = Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\S+) ([A-Z]{3}) (.*)");
    private static final Pattern KEY = Pattern.compile("(?:^|\\s)[A-Za-z][A-Za-z0-9_.-]*=");
    private static final Pattern ERROR = Pattern.compile("(?:^|\\s)error=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(\\S*))");
    /** A longer line is no line of cloudflared's that means anything. */
    private static final int LONGEST = 16 * 1024;
    private static final Map<String, String> LEVELS = Map.of("debug", "DBG", "info", "INF", "warn", "WRN", "error",
            "ERR", "fatal", "FTL", "panic", "FTL");

    /** Understands a line; every text is one, at least a plain one. */
    static LogLine parse(String written) {
        String text = ANSI.matcher(written.length() > LONGEST ? written.substring(0, LONGEST) : written)
                .replaceAll("").strip();
        if (text.startsWith("{")) {
            Optional<Map<String, String>> fields = object(text);
            if (fields.isPresent()) {
                Map<String, String> found = fields.get();
                String level = found.getOrDefault("level", "");
                return new LogLine(instant(found.getOrDefault("time", "")), LEVELS.getOrDefault(level, "INF"),
                        found.getOrDefault("message", "").strip(), found.getOrDefault("error", ""), text);
            }
        }
        Matcher stamped = STAMPED.matcher(text);
        if (!stamped.matches()) {
            return new LogLine(Optional.empty(), "", text, "", text);
        }
        String rest = stamped.group(3);
        Matcher key = KEY.matcher(rest);
        Matcher error = ERROR.matcher(rest);
        String said = !error.find() ? "" : error.group(1) == null ? error.group(2) : error.group(1);
        return new LogLine(instant(stamped.group(1)), stamped.group(2),
                (key.find() ? rest.substring(0, key.start()) : rest).strip(), said, text);
    }

    /** Returns the same line with the time that whoever keeps the log has noted for it. */
    LogLine notedAt(Instant noted) {
        return new LogLine(Optional.of(noted), level, message, error, text);
    }

    /** Returns the texts and numbers of a flat object; empty if it is none. */
    static Optional<Map<String, String>> object(String text) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken().isScalarValue()) {
                    fields.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
            return json.currentToken() == JsonToken.END_OBJECT ? Optional.of(fields) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException otherForm) {
            return Optional.empty();
        }
    }
}
