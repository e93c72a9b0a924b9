package dev.tunnelmanager.launcher.packaged;

import com.fasterxml.jackson.databind.JsonNode;

/** How a request has ended, also when it took longer than the call could wait: a busy machine must not decide a test. */
final class Outcome {

    private Outcome() {}

    /** Calls a tool, and returns its structured answer or how the operation has ended. */
    static JsonNode of(Supervisor supervisor, String tool, Object... arguments) throws Exception {
        return of(supervisor, supervisor.structured(tool, arguments));
    }

    /** Returns the structured answer, or how the operation has ended that it names. */
    static JsonNode of(Supervisor supervisor, JsonNode answer) throws Exception {
        if (!answer.path("pending").asBoolean()) {
            return answer;
        }
        String operation = answer.path("operation_id").asText();
        Eventually.holds("operation " + operation + " ends", () -> supervisor.structured("tunnel_get_operation",
                "operationId", operation).path("state").asText().equals("ended"));
        return supervisor.structured("tunnel_get_operation", "operationId", operation);
    }
}
