package dev.tunnelmanager.standins.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The stand-in's own side for tests in other languages: {@code GET records}, {@code requests}, {@code violations}, and
 * {@code POST records} with {@code {"zone", "type", "name", "content", "comment"}} to plant what others wrote.
 */
final class StandInAdministration {

    static final String BASE = "/__standin/";

    private final StandInProvider provider;
    private final ObjectMapper json = new ObjectMapper();

    StandInAdministration(StandInProvider provider) {
        this.provider = provider;
    }

    void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getPath().substring(BASE.length());
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            try {
                answer(exchange, 200, result(call, body));
            } catch (IllegalArgumentException | JsonProcessingException wrong) {
                answer(exchange, 400, json.createObjectNode().put("error", wrong.getMessage()));
            }
        }
    }

    private JsonNode result(String call, String body) throws JsonProcessingException {
        return switch (call) {
            case "GET records" -> records();
            case "GET requests" -> requests();
            case "GET violations" -> json.valueToTree(provider.violations());
            case "POST records" -> {
                JsonNode wanted = json.readTree(body);
                yield provider.plant(wanted.path("zone").asText(), wanted);
            }
            default -> throw new IllegalArgumentException("Not a call of the stand-in: " + call);
        };
    }

    private ObjectNode records() {
        ObjectNode byZone = json.createObjectNode();
        provider.zones().forEach(
                zone -> byZone.set(zone.name(), json.createArrayNode().addAll(provider.records(zone.name()))));
        return byZone;
    }

    private ArrayNode requests() {
        ArrayNode all = json.createArrayNode();
        for (ProviderRequest request : provider.requests()) {
            all.add(json.valueToTree(Map.of("method", request.method(), "path", request.path(), "query",
                    request.query(), "body", request.body())));
        }
        return all;
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        StandInProvider.send(exchange, status, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
