package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;

/**
 * What clients are told of a tool. Static: making one has no side effect.
 *
 * @param name 1 to 128 of letters, digits, underscore, hyphen and dot
 * @param title for people
 * @param description what it does, when it is of use and what comes back
 * @param inputSchema JSON Schema 2020-12 of the arguments, with an object at its root
 * @param outputSchema JSON Schema 2020-12 of every structured result, errors included, with an object at its root
 * @param traits what a client may assume
 */
public record ToolDefinition(String name, String title, String description, JsonObject inputSchema,
        JsonObject outputSchema, ToolTraits traits) {

    /** Returns this as {@code tools/list} shows it. */
    public JsonObject toJson() {
        return JsonObject.with()
                .put("name", name)
                .put("title", title)
                .put("description", description)
                .put("inputSchema", inputSchema)
                .put("outputSchema", outputSchema)
                .put("annotations", JsonObject.with()
                        .put("title", title)
                        .put("readOnlyHint", traits.readOnly())
                        .put("destructiveHint", traits.destructive())
                        .put("idempotentHint", traits.idempotent())
                        .put("openWorldHint", traits.openWorld())
                        .build())
                .build();
    }
}
