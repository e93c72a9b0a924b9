package dev.tunnelmanager.adapter.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the provider has said to a call, once nothing more is to be gained by repeating it. */
sealed interface ApiReply {

    /**
     * It has done what was asked.
     *
     * @param result the result
     * @param paging the paging information; a missing node if there is none
     */
    record Done(JsonNode result, JsonNode paging) implements ApiReply {}

    /**
     * It has refused, and nothing has changed.
     *
     * @param status the status
     * @param errors the reasons, those in chains included
     */
    record Declined(int status, List<ApiError> errors) implements ApiReply {

        /** Codes of a token that is unknown, malformed or not permitted; 10000 has a second meaning, see below. */
        private static final Set<Integer> CREDENTIALS = Set.of(9109, 9106, 6111, 10000, 1000);

        public Declined {
            errors = List.copyOf(errors);
        }

        boolean has(Integer... codes) {
            Set<Integer> wanted = Set.of(codes);
            return errors.stream().anyMatch(error -> wanted.contains(error.code()));
        }

        boolean says(String part) {
            return errors.stream().anyMatch(error -> error.message().toLowerCase(Locale.ROOT).contains(part));
        }

        /** Returns whether a person must look after the token. A method that a path does not know is 10000 as well. */
        boolean isDenial() {
            if (says("method not allowed")) {
                return false;
            }
            return status == 401 || status == 403
                    || errors.stream().anyMatch(error -> CREDENTIALS.contains(error.code()));
        }

        /** Returns whether the token itself is of no use, whatever its permissions. */
        boolean isUnknownToken() {
            return says("invalid access token") || says("invalid api token") || has(6003, 6111, 9106);
        }

        /** Returns whether a 403 gives no reason, as the real service answers now and then to a token that is good. */
        boolean isUnexplainedDenial() {
            return status == 403 && (errors.isEmpty() || errors.stream().allMatch(error -> error.message().isBlank()));
        }

        /** Returns the reasons as they can be shown. */
        String describe() {
            return errors.isEmpty()
                    ? "status " + status + " without a reason"
                    : "status " + status + ", " + errors.stream().map(ApiError::describe)
                            .collect(Collectors.joining("; "));
        }
    }

    /**
     * A change was sent, and whether it has been applied is not known.
     *
     * @param why what was seen instead of an answer, fit to be shown
     * @param answered whether the provider has answered at all, so that the change will not be applied later
     */
    record Unclear(String why, boolean answered) implements ApiReply {}

    /**
     * One reason for a refusal.
     *
     * @param code the provider's number; 0 if there is none
     * @param message fit to be shown
     */
    record ApiError(int code, String message) {

        String describe() {
            return message.isBlank() ? "code " + code : "code " + code + ": " + message;
        }

        /** Reads the errors of an envelope; any shape will do. */
        static List<ApiError> listOf(JsonNode envelope, String token) {
            List<ApiError> errors = new ArrayList<>();
            envelope.path("errors").forEach(error -> {
                errors.add(of(error, token));
                error.path("error_chain").forEach(chained -> errors.add(of(chained, token)));
            });
            return List.copyOf(errors);
        }

        private static ApiError of(JsonNode error, String token) {
            String message = error.isTextual() ? error.asText() : error.path("message").asText("");
            return new ApiError(error.path("code").asInt(0), Redaction.clean(message, token));
        }
    }
}
