package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonBoolean;
import dev.tunnelmanager.adapter.mcp.json.JsonNull;
import dev.tunnelmanager.adapter.mcp.json.JsonNumber;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.protocol.ToolDefinition;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The arguments of a call, of the types that the tool's input schema asks for. An optional argument that is null counts as not
 * given. Whether a number is in range is the core's to say, which has a code of its own for that.
 */
final class Arguments {

    private static final int MAX_PROBLEMS = 5;
    private static final int MAX_SHOWN = 80;

    private final JsonObject given;

    private Arguments(JsonObject given) {
        this.given = given;
    }

    /** Returns the arguments if they fit the tool; otherwise a refusal that names each one that does not. */
    static Verdict<Arguments> of(ToolDefinition tool, JsonObject given) {
        JsonObject known = tool.inputSchema().find("properties", JsonObject.class, tool.name())
                .orElse(JsonObject.EMPTY);
        List<String> problems = new ArrayList<>();
        for (String name : given.members().keySet()) {
            if (problems.size() < MAX_PROBLEMS && !known.has(name)) {
                problems.add(unknown(tool.name(), name, known.members().keySet().stream().toList()));
            }
        }
        List<String> required = required(tool);
        for (Map.Entry<String, JsonValue> argument : known.members().entrySet()) {
            Optional<JsonValue> value = given.get(argument.getKey()).filter(v -> !(v instanceof JsonNull));
            if (value.isPresent()) {
                problemOf(argument.getKey(), (JsonObject) argument.getValue(), value.get()).ifPresent(problems::add);
            } else if (required.contains(argument.getKey())) {
                problems.add("Argument \"" + argument.getKey() + "\" is missing.");
            }
        }
        if (problems.isEmpty()) {
            return Verdict.granted(new Arguments(given));
        }
        return Verdict.refused(RefusalCode.INVALID_ARGUMENT,
                String.join(" ", problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS))),
                "Call " + tool.name() + " with " + signature(known, required) + ".");
    }

    Optional<String> text(String name) {
        return given.find(name, JsonString.class, "arguments").map(JsonString::value);
    }

    /** Returns an argument that the schema requires. */
    String requiredText(String name) {
        return given.require(name, JsonString.class, "arguments").value();
    }

    OptionalLong whole(String name) {
        Optional<JsonNumber> number = given.find(name, JsonNumber.class, "arguments");
        return number.isPresent() ? number.get().whole() : OptionalLong.empty();
    }

    /** Returns how many of a list are asked for; {@link Schemas#PAGE} unless it is said. */
    long limit() {
        return whole("limit").orElse(Schemas.PAGE);
    }

    /** Returns an argument that the schema requires. */
    long requiredWhole(String name) {
        return given.require(name, JsonNumber.class, "arguments").whole().orElseThrow();
    }

    Optional<Boolean> flag(String name) {
        return given.find(name, JsonBoolean.class, "arguments").map(JsonBoolean::value);
    }

    private static Optional<String> problemOf(String name, JsonObject schema, JsonValue value) {
        String wanted = schema.require("type", JsonString.class, name).value();
        if (wanted.equals("integer")) {
            boolean fits = value instanceof JsonNumber number && number.whole().isPresent();
            return fits ? Optional.empty() : wrong(name, "a whole number", value);
        }
        if (wanted.equals("boolean")) {
            return value instanceof JsonBoolean ? Optional.empty() : wrong(name, "true or false", value);
        }
        if (!(value instanceof JsonString text)) {
            return wrong(name, "a string", value);
        }
        if (text.value().isEmpty()) {
            return Optional.of("Argument \"" + name + "\" must not be empty.");
        }
        Optional<JsonArray> choices = schema.find("enum", JsonArray.class, name);
        if (choices.isPresent() && !choices.get().items().contains(value)) {
            return wrong(name, "one of " + choices.get().toJson(), value);
        }
        return Optional.empty();
    }

    private static Optional<String> wrong(String name, String wanted, JsonValue value) {
        return Optional.of("Argument \"" + name + "\" must be " + wanted + ", and is " + value.kind() + ": "
                + shortened(value.toJson()) + ".");
    }

    private static String unknown(String tool, String name, List<String> known) {
        Optional<String> nearest = Nearest.to(shortened(name), known);
        return tool + " has no argument \"" + shortened(name) + "\""
                + nearest.map(near -> "; the nearest is \"" + near + "\".").orElse(".");
    }

    private static List<String> required(ToolDefinition tool) {
        List<String> names = new ArrayList<>();
        tool.inputSchema().find("required", JsonArray.class, tool.name()).ifPresent(required -> {
            for (JsonValue name : required.items()) {
                names.add(((JsonString) name).value());
            }
        });
        return names;
    }

    private static String signature(JsonObject known, List<String> required) {
        if (known.members().isEmpty()) {
            return "no arguments";
        }
        List<String> parts = new ArrayList<>();
        known.members().forEach((name, schema) -> {
            String type = ((JsonObject) schema).require("type", JsonString.class, name).value();
            parts.add(name + (required.contains(name) ? "" : "?") + ": " + type);
        });
        return "{" + String.join(", ", parts) + "}";
    }

    private static String shortened(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    }
}
