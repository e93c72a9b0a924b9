package dev.tunnelmanager.standins.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.tunnelmanager.standins.provider.ApiOperation.ApiParameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The part of the provider's own OpenAPI schema that we need, and what it says about a request or an answer. Values are
 * validated by the json-schema-validator library under its OpenAPI 3.0 dialect. Safe for use by many threads.
 */
public final class ApiSchema {

    private static final String RESOURCE = "/cloudflare-api/cloudflare-subset.yaml";
    private static final String BASE = "https://schema.example/api.json#";

    private final List<ApiOperation> operations;
    private final SchemaRegistry registry;
    private final JsonNode document;
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();
    private final ObjectMapper json = new ObjectMapper();

    private ApiSchema(JsonNode document) {
        this.document = document;
        this.operations = ApiOperation.of(document);
        String text = document.toString();
        this.registry = SchemaRegistry.withDialect(Dialects.getOpenApi30(),
                builder -> builder.schemas(Map.of(BASE.substring(0, BASE.length() - 1), text)));
    }

    /** Returns the schema that lies beside this class; it is read once. */
    public static ApiSchema bundled() {
        return Bundled.SCHEMA;
    }

    private static final class Bundled {
        static final ApiSchema SCHEMA = read();

        private static ApiSchema read() {
            try (InputStream in = ApiSchema.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("Not on the class path: " + RESOURCE);
                }
                return new ApiSchema(new ObjectMapper(new YAMLFactory()).readTree(in));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    /**
     * Returns everything in which a request departs from the schema, a sentence each; empty if it is valid.
     *
     * @param method upper case
     * @param path below the API's base path, decoded, without the query
     * @param query the parameters, decoded
     * @param contentType as sent, if it was
     * @param body as sent; empty if there was none
     */
    public List<String> faultsInRequest(String method, String path, Map<String, List<String>> query,
            Optional<String> contentType, String body) {
        Optional<ApiOperation> operation = operation(method, path);
        if (operation.isEmpty()) {
            return List.of(method + " " + path + " is not an operation of the schema.");
        }
        ApiOperation found = operation.get();
        List<String> faults = new ArrayList<>();
        Map<String, String> inPath = found.match(path).orElseThrow();
        for (ApiParameter parameter : found.parameters()) {
            List<String> values = parameter.in().equals("path")
                    ? List.of(inPath.getOrDefault(parameter.name(), ""))
                    : query.getOrDefault(parameter.name(), List.of());
            faults.addAll(faultsInParameter(parameter, values));
        }
        query.keySet().stream().filter(name -> found.parameters().stream().noneMatch(p -> p.name().equals(name)))
                .forEach(name -> faults.add("The query parameter " + name + " is not in the schema."));
        faults.addAll(faultsInBody(found, contentType, body));
        return List.copyOf(faults);
    }

    /** Returns everything in which an answer departs from the schema; empty if it is valid or the schema is silent about it. */
    public List<String> faultsInAnswer(String method, String path, int status, JsonNode answer) {
        return operation(method, path).map(operation -> {
            String responses = operation.pointer() + "/responses/";
            String key = document.at(responses + status).isMissingNode() ? status / 100 + "XX" : String.valueOf(status);
            return faults(responses + key + "/content/application~1json/schema", answer, "answer");
        }).orElse(List.of());
    }

    private Optional<ApiOperation> operation(String method, String path) {
        return operations.stream().filter(o -> o.method().equals(method) && o.match(path).isPresent())
                .min(Comparator.comparingLong(ApiOperation::openness));
    }

    private List<String> faultsInParameter(ApiParameter parameter, List<String> values) {
        if (values.isEmpty()) {
            return parameter.required() ? List.of("The parameter " + parameter.name() + " is missing.") : List.of();
        }
        if (values.size() > 1) {
            return List.of("The parameter " + parameter.name() + " is given " + values.size() + " times.");
        }
        return faults(parameter.schemaPointer(), value(parameter.schema(), values.get(0)),
                "parameter " + parameter.name());
    }

    private List<String> faultsInBody(ApiOperation operation, Optional<String> contentType, String body) {
        JsonNode content = operation.definition().path("requestBody").path("content");
        if (content.isMissingNode()) {
            return body.isEmpty() ? List.of() : List.of("The operation takes no body.");
        }
        if (!content.has("application/json")) {
            return List.of("The stand-in does not check bodies of " + operation.template() + ".");
        }
        if (contentType.filter(type -> type.startsWith("application/json")).isEmpty()) {
            return List.of("The body is sent as " + contentType.orElse("nothing") + ", not as application/json.");
        }
        try {
            return faults(operation.pointer() + "/requestBody/content/application~1json/schema", json.readTree(body),
                    "body");
        } catch (JsonProcessingException notJson) {
            return List.of("The body is not JSON.");
        }
    }

    private List<String> faults(String pointer, JsonNode value, String what) {
        if (document.at(pointer).isMissingNode()) {
            return List.of();
        }
        return compiled.computeIfAbsent(pointer, p -> registry.getSchema(SchemaLocation.of(BASE + p))).validate(value)
                .stream().map(error -> "In the " + what + ": " + error).toList();
    }

    private static JsonNode value(JsonNode schema, String text) {
        return switch (schema.path("type").asText()) {
            case "number", "integer" -> number(text);
            case "boolean" -> text.equals("true") || text.equals("false")
                    ? BooleanNode.valueOf(Boolean.parseBoolean(text))
                    : TextNode.valueOf(text);
            case "array" -> {
                ArrayNode items = new ObjectMapper().createArrayNode();
                List.of(text.split(",", -1)).forEach(items::add);
                yield items;
            }
            default -> TextNode.valueOf(text);
        };
    }

    private static JsonNode number(String text) {
        try {
            return DecimalNode.valueOf(new BigDecimal(text));
        } catch (NumberFormatException notANumber) {
            return TextNode.valueOf(text);
        }
    }
}
