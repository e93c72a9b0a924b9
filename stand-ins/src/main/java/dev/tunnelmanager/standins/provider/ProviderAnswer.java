package dev.tunnelmanager.standins.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * An answer in the provider's envelope.
 *
 * @param status the status
 * @param body the envelope
 */
record ProviderAnswer(int status, JsonNode body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static ProviderAnswer of(JsonNode result) {
        ObjectNode envelope = envelope(true);
        envelope.set("result", result);
        return new ProviderAnswer(200, envelope);
    }

    /** The deletion of a record is answered without the rest of the envelope. */
    static ProviderAnswer deleted(String id) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("result").put("id", id);
        return new ProviderAnswer(200, body);
    }

    /** Cuts the page out that was asked for. */
    static ProviderAnswer page(List<? extends JsonNode> all, ProviderRequest request, int defaultSize) {
        int page = request.parameter("page").map(Integer::parseInt).orElse(1);
        int size = request.parameter("per_page").map(Integer::parseInt).orElse(defaultSize);
        int from = (int) Math.min((page - 1L) * size, all.size());
        int to = (int) Math.min((long) from + size, all.size());
        ArrayNode result = JSON.createArrayNode();
        all.subList(from, to).forEach(result::add);
        ObjectNode envelope = envelope(true);
        envelope.set("result", result);
        envelope.putObject("result_info").put("page", page).put("per_page", size).put("count", to - from)
                .put("total_count", all.size()).put("total_pages", (all.size() + size - 1) / size);
        return new ProviderAnswer(200, envelope);
    }

    static ProviderAnswer declined(int status, int code, String message, Optional<ObjectNode> cause) {
        ObjectNode envelope = envelope(false);
        ObjectNode error = envelope.withArray("errors").addObject().put("code", code).put("message", message);
        cause.ifPresent(chained -> error.putArray("error_chain").add(chained));
        envelope.putNull("result");
        return new ProviderAnswer(status, envelope);
    }

    private static ObjectNode envelope(boolean success) {
        ObjectNode envelope = JSON.createObjectNode().put("success", success);
        envelope.putArray("errors");
        envelope.putArray("messages");
        return envelope;
    }
}
