package dev.tunnelmanager.standins.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of the schema.
 *
 * @param method upper case
 * @param template the path with its parameters in braces
 * @param pointer where the operation stands in the document, as a JSON pointer
 * @param parameters its parameters, by place in the document
 * @param definition the operation itself
 */
record ApiOperation(String method, String template, String pointer, List<ApiParameter> parameters,
        JsonNode definition) {

    /**
     * One parameter.
     *
     * @param name as sent
     * @param in {@code path}, {@code query} or {@code header}
     * @param required whether it must be sent
     * @param schemaPointer where its schema stands in the document
     * @param schema that schema, with references followed
     */
    record ApiParameter(String name, String in, boolean required, String schemaPointer, JsonNode schema) {}

    /** Reads every operation of an OpenAPI document. */
    static List<ApiOperation> of(JsonNode document) {
        List<ApiOperation> operations = new ArrayList<>();
        document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            String pointer = "/paths/" + escape(path.getKey()) + "/" + method.getKey();
            operations.add(new ApiOperation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), pointer,
                    parameters(document, pointer), method.getValue()));
        }));
        return List.copyOf(operations);
    }

    /** Returns the path's parameters by name if the template fits. */
    Optional<Map<String, String>> match(String path) {
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                values.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /** Returns how many segments of the template are parameters; the operation with the fewest wins. */
    long openness() {
        return template.chars().filter(c -> c == '{').count();
    }

    private static List<ApiParameter> parameters(JsonNode document, String operation) {
        List<ApiParameter> parameters = new ArrayList<>();
        JsonNode listed = document.at(operation + "/parameters");
        for (int i = 0; i < listed.size(); i++) {
            String pointer = follow(document, operation + "/parameters/" + i);
            JsonNode parameter = document.at(pointer);
            parameters.add(new ApiParameter(parameter.path("name").asText(), parameter.path("in").asText(),
                    parameter.path("required").asBoolean(), pointer + "/schema",
                    document.at(follow(document, pointer + "/schema"))));
        }
        return List.copyOf(parameters);
    }

    private static String follow(JsonNode document, String pointer) {
        String reference = document.at(pointer).path("$ref").asText("");
        return reference.isEmpty() ? pointer : follow(document, reference.substring(1));
    }

    private static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
