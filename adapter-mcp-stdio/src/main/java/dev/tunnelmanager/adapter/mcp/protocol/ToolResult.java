package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.List;
import java.util.Optional;

/**
 * What a call of a tool has yielded.
 *
 * @param text for people, a block each
 * @param structured the same for programs, as the tool's output schema says
 * @param isError true if what was asked for was refused or has failed
 * @param code why, if it was refused or has failed
 */
public record ToolResult(List<String> text, JsonObject structured, boolean isError, Optional<RefusalCode> code) {

    public ToolResult {
        text = List.copyOf(text);
    }

    /** Returns an answer; {@code structured} must have {@code success}. */
    public static ToolResult of(String text, JsonObject structured) {
        return new ToolResult(List.of(text), structured, false, Optional.empty());
    }

    /** Returns a refusal or failure. */
    public static ToolResult refused(Refusal refusal) {
        return refused(refusal, JsonObject.EMPTY);
    }

    /**
     * Returns a refusal or failure.
     *
     * @param more what else programs should know, for example the operation's id
     */
    public static ToolResult refused(Refusal refusal, JsonObject more) {
        String text = refusal.code().text() + ": " + refusal.problem() + "\nRecommendation: "
                + refusal.recommendation();
        JsonObject.Builder structured = JsonObject.with()
                .put("success", false)
                .put("code", refusal.code().text())
                .put("error", refusal.problem())
                .put("recommendation", refusal.recommendation());
        refusal.retryAfter().ifPresent(time -> structured.put("retry_after_seconds", time.toSeconds()));
        return new ToolResult(List.of(text), structured.putAll(more).build(), true, Optional.of(refusal.code()));
    }
}
