package dev.tunnelmanager.adapter.mcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.protocol.ToolDefinition;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import java.io.UncheckedIOException;
import java.util.List;

/** A JSON Schema library of somebody else's, as the judge of our schemas and results. */
final class Schema {

    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY = SchemaRegistry
            .withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /** Asserts that this is a valid schema of 2020-12. */
    static void assertValidSchema(JsonObject schema) {
        assertThat(REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                .validate(node(schema))).isEmpty();
    }

    /** Asserts that the result conforms to the tool's output schema, and has no member that it does not declare. */
    static void assertConforms(ToolDefinition tool, ToolResult result) {
        assertThat(faults(tool.outputSchema(), result.structured())).as(result.structured().toJson()).isEmpty();
        JsonObject declared = tool.outputSchema().require("properties", JsonObject.class, "schema");
        assertThat(declared.members().keySet()).containsAll(result.structured().members().keySet());
    }

    static List<String> faults(JsonObject schema, JsonValue value) {
        return REGISTRY.getSchema(node(schema)).validate(node(value)).stream().map(Object::toString).toList();
    }

    private static JsonNode node(JsonValue value) {
        try {
            return JACKSON.readTree(value.toJson());
        } catch (JsonProcessingException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private Schema() {}
}
