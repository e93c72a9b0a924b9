package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonBoolean;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.ports.driving.Page;
import java.util.ArrayList;
import java.util.List;

/** The forms from which the schemas of the tools are put together: JSON Schema 2020-12, self-contained. */
final class Schemas {

    /** The input schema of a tool without arguments. */
    static final JsonObject NO_ARGUMENTS = input(JsonObject.EMPTY);

    /** So many of a list are in one answer unless it is said: more than most hosts have, so that who knows of no pages sees all. */
    static final int PAGE = 1_000;

    /** How many of a list are wanted in one answer. */
    static JsonObject limit() {
        return JsonObject.with().put("type", "integer").put("minimum", 1).put("maximum", Page.MOST)
                .put("default", PAGE).put("description", "At most so many in this answer.").build();
    }

    static JsonObject text(String description) {
        return JsonObject.with().put("type", "string").put("description", description).build();
    }

    /** A text of at least one character. */
    static JsonObject argument(String description) {
        return JsonObject.with().put("type", "string").put("minLength", 1).put("description", description).build();
    }

    static JsonObject oneOf(String description, String... values) {
        return JsonObject.with().put("type", "string").put("enum", JsonArray.ofStrings(values))
                .put("description", description).build();
    }

    static JsonObject flag(String description) {
        return JsonObject.with().put("type", "boolean").put("description", description).build();
    }

    static JsonObject whole(String description) {
        return JsonObject.with().put("type", "integer").put("minimum", 0).put("description", description).build();
    }

    static JsonObject percent(String description) {
        return JsonObject.with().put("type", "number").put("minimum", 0).put("maximum", 100)
                .put("description", description).build();
    }

    static JsonObject port(String description) {
        return JsonObject.with().put("type", "integer").put("minimum", 1).put("maximum", 65_535)
                .put("description", description).build();
    }

    static JsonObject texts(String description) {
        return JsonObject.with().put("type", "array").put("items", JsonObject.with().put("type", "string").build())
                .put("description", description).build();
    }

    /** A list of objects whose members are all required, except those named. */
    static JsonObject list(String description, JsonObject members, String... optional) {
        return JsonObject.with()
                .put("type", "array")
                .put("items", JsonObject.with()
                        .put("type", "object")
                        .put("properties", members)
                        .put("required", JsonArray.ofStrings(without(members, List.of(optional))))
                        .build())
                .put("description", description)
                .build();
    }

    static JsonObject input(JsonObject members, String... required) {
        JsonObject.Builder schema = JsonObject.with().put("type", "object");
        if (!members.members().isEmpty()) {
            schema.put("properties", members);
        }
        if (required.length > 0) {
            schema.put("required", JsonArray.ofStrings(required));
        }
        return schema.put("additionalProperties", false).build();
    }

    /**
     * The output schema of a tool that answers or refuses.
     *
     * @param members of the answer, beside {@code success}
     * @param required those of them that every answer has
     */
    static JsonObject output(JsonObject members, String... required) {
        return output(members, List.of(answered(required), refused()), JsonObject.EMPTY);
    }

    /** The output schema of a tool that answers, refuses, or has to leave its caller before the end. */
    static JsonObject pendingOutput(JsonObject members, String... required) {
        JsonObject pending = JsonObject.with()
                .put("pending", flag("true: the operation goes on, and nothing is known of its outcome yet."))
                .put("operation_id", text("The operation, for tunnel_get_operation."))
                .put("state", text("Where the hostname stands; while pending, where the operation stands."))
                .put("message", text("One sentence for people."))
                .put("retry_after_seconds", whole("After so many seconds it is worth asking again, if waiting helps."))
                .build();
        return output(members, List.of(answered(required), refused(), unfinished()), pending);
    }

    private static JsonObject output(JsonObject members, List<JsonValue> forms, JsonObject pending) {
        JsonObject all = JsonObject.with()
                .put("success", flag("true only if it is so."))
                .putAll(pending)
                .putAll(members)
                .put("code", text("Why not, as a stable word."))
                .put("error", text("Why not, in a sentence."))
                .put("recommendation", text("One next step."))
                .build();
        return JsonObject.with()
                .put("type", "object")
                .put("properties", all)
                .put("required", JsonArray.ofStrings("success"))
                .put("anyOf", new JsonArray(forms))
                .build();
    }

    private static JsonObject answered(String... required) {
        return form(JsonObject.with().put("success", constant(true)).build(), required);
    }

    private static JsonObject refused() {
        return form(JsonObject.with().put("success", constant(false)).build(), "code", "error", "recommendation");
    }

    private static JsonObject unfinished() {
        return form(JsonObject.with().put("success", constant(false)).put("pending", constant(true)).build(), "pending",
                "operation_id", "state", "message");
    }

    private static JsonObject form(JsonObject constants, String... required) {
        JsonObject.Builder form = JsonObject.with().put("properties", constants);
        return required.length == 0 ? form.build() : form.put("required", JsonArray.ofStrings(required)).build();
    }

    private static JsonObject constant(boolean value) {
        return JsonObject.with().put("const", JsonBoolean.of(value)).build();
    }

    private static List<String> without(JsonObject members, List<String> optional) {
        List<String> rest = new ArrayList<>(members.members().keySet());
        rest.removeAll(optional);
        return rest;
    }

    private Schemas() {}
}
