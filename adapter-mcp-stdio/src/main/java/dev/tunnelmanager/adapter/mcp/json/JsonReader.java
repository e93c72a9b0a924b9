package dev.tunnelmanager.adapter.mcp.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Reads JSON that somebody else wrote: UTF-8 only, bounded in depth and in number of values, so that a small message cannot
 * become a large tree. An object with a key twice is refused, because two readers could take different values from it.
 */
public final class JsonReader {

    private static final int MAX_DEPTH = 64;
    /** Begin and end of objects and arrays, keys and values each count. */
    private static final int MAX_TOKENS = 200_000;
    private static final int MAX_NAME_CHARS = 10_000;
    private static final int MAX_STRING_CHARS = 20_000_000;
    private static final int MAX_REASON_CHARS = 300;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxTokenCount(MAX_TOKENS)
                    .maxNameLength(MAX_NAME_CHARS)
                    .maxStringLength(MAX_STRING_CHARS)
                    .build())
            .build();

    /**
     * Reads the one value that these bytes are.
     *
     * @throws MalformedJson if they are not one JSON value, or one beyond our bounds
     */
    public static JsonValue read(byte[] bytes, int offset, int length) throws MalformedJson {
        try (JsonParser parser = FACTORY.createParser(bytes, offset, length)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new MalformedJson("There is nothing to read.");
            }
            JsonValue value = value(parser, first);
            if (parser.nextToken() != null) {
                throw new MalformedJson("Something follows the JSON value at column "
                        + parser.currentTokenLocation().getColumnNr() + ".");
            }
            return value;
        } catch (StreamConstraintsException beyondBounds) {
            throw new MalformedJson("The JSON is beyond the bounds: " + MAX_DEPTH + " levels, " + MAX_TOKENS
                    + " tokens, keys of " + MAX_NAME_CHARS + " and numbers of 1000 characters.");
        } catch (JsonProcessingException notJson) {
            throw new MalformedJson("Not JSON at column " + columnOf(notJson) + ": " + reasonOf(notJson));
        } catch (IOException notUtf8) {
            throw new MalformedJson("Not UTF-8.");
        }
    }

    private static JsonValue value(JsonParser parser, JsonToken token) throws IOException, MalformedJson {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new JsonString(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText());
            case VALUE_TRUE -> JsonBoolean.TRUE;
            case VALUE_FALSE -> JsonBoolean.FALSE;
            case VALUE_NULL -> JsonNull.NULL;
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new MalformedJson("Not JSON: " + token + " where a value should stand.");
        };
    }

    private static JsonObject object(JsonParser parser) throws IOException, MalformedJson {
        LinkedHashMap<String, JsonValue> members = new LinkedHashMap<>();
        String key = parser.nextFieldName();
        while (key != null) {
            JsonValue value = value(parser, parser.nextToken());
            if (members.put(key, value) != null) {
                throw new MalformedJson("The key \"" + shortened(key) + "\" stands twice in one object.");
            }
            key = parser.nextFieldName();
        }
        return new JsonObject(members);
    }

    private static JsonArray array(JsonParser parser) throws IOException, MalformedJson {
        List<JsonValue> items = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            items.add(value(parser, token));
            token = parser.nextToken();
        }
        return new JsonArray(items);
    }

    private static int columnOf(JsonProcessingException notJson) {
        return notJson.getLocation() == null ? 0 : notJson.getLocation().getColumnNr();
    }

    /** Returns the library's reason without its advice on its own settings. */
    private static String reasonOf(JsonProcessingException notJson) {
        String reason = notJson.getOriginalMessage();
        if (reason == null) {
            return "unreadable.";
        }
        int advice = reason.indexOf(": enable `");
        int source = reason.indexOf(" (start marker at");
        int end = advice >= 0 ? advice : source >= 0 ? source : reason.length();
        return shortened(reason.substring(0, end)) + ".";
    }

    private static String shortened(String text) {
        return text.length() > MAX_REASON_CHARS ? text.substring(0, MAX_REASON_CHARS) + "…" : text;
    }

    private JsonReader() {}
}
