package dev.tunnelmanager.adapter.mcp.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object.
 *
 * @param members by key, in the order in which they are written
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {

    /** The object without members. */
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** Returns a builder of an object. */
    public static Builder with() {
        return new Builder();
    }

    /** Returns whether there is a member of this key, be it null. */
    public boolean has(String key) {
        return members.containsKey(key);
    }

    /** Returns the member of this key, whatever it is. */
    public Optional<JsonValue> get(String key) {
        return Optional.ofNullable(members.get(key));
    }

    /**
     * Returns the member of this key, which must be of this type; empty if there is none or it is null.
     *
     * @param path where this object stands, for messages, for example {@code params}
     * @throws UnexpectedJson if it is of another type
     */
    public <T extends JsonValue> Optional<T> find(String key, Class<T> type, String path) {
        JsonValue value = members.get(key);
        if (value == null || value instanceof JsonNull) {
            return Optional.empty();
        }
        if (type.isInstance(value)) {
            return Optional.of(type.cast(value));
        }
        throw new UnexpectedJson(path + "." + key, nameOf(type), value.kind());
    }

    /**
     * Returns the member of this key, which must be there and of this type.
     *
     * @param path where this object stands, for messages, for example {@code params}
     * @throws UnexpectedJson if it is missing or of another type
     */
    public <T extends JsonValue> T require(String key, Class<T> type, String path) {
        Optional<T> found = find(key, type, path);
        if (found.isEmpty()) {
            throw new UnexpectedJson(path + "." + key, nameOf(type), "missing");
        }
        return found.get();
    }

    @Override
    public String kind() {
        return "an object";
    }

    @Override
    public void appendTo(StringBuilder out) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            JsonString.quote(member.getKey(), out);
            out.append(':');
            member.getValue().appendTo(out);
        }
        out.append('}');
    }

    private static String nameOf(Class<? extends JsonValue> type) {
        if (type == JsonString.class) {
            return "a string";
        }
        if (type == JsonObject.class) {
            return "an object";
        }
        if (type == JsonNumber.class) {
            return "a number";
        }
        return type == JsonBoolean.class ? "a boolean" : "an array";
    }

    /** Collects the members of an object; a key that is put again keeps its place and takes the new value. */
    public static final class Builder {

        private final LinkedHashMap<String, JsonValue> members = new LinkedHashMap<>();

        private Builder() {}

        /** Puts a member. */
        public Builder put(String key, JsonValue value) {
            members.put(key, value);
            return this;
        }

        /** Puts a string. */
        public Builder put(String key, String value) {
            return put(key, new JsonString(value));
        }

        /** Puts a whole number. */
        public Builder put(String key, long value) {
            return put(key, JsonNumber.of(value));
        }

        /** Puts a truth value. */
        public Builder put(String key, boolean value) {
            return put(key, JsonBoolean.of(value));
        }

        /** Puts a string if there is one. */
        public Builder putIfPresent(String key, Optional<String> value) {
            return value.isPresent() ? put(key, value.get()) : this;
        }

        /** Puts every member of {@code other}. */
        public Builder putAll(JsonObject other) {
            members.putAll(other.members);
            return this;
        }

        /** Returns the object. */
        public JsonObject build() {
            return new JsonObject(members);
        }
    }
}
