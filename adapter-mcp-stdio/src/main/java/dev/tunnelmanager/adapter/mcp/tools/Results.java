package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.Page;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Turns what the core answers into results of tools. */
final class Results {

    /** Returns {@code done} of the value, a refusal as an error, or that it goes on: which is no error, and no success. */
    static <T> ToolResult of(Answer<T> answer, Function<T, ToolResult> done) {
        return switch (answer) {
            case Answer.Done<T> yes -> done.apply(yes.value());
            case Answer.Refused<T> no -> ToolResult.refused(no.refusal());
            case Answer.Unfinished<T> later -> pending(later.operation(), later.remaining(), JsonObject.EMPTY);
        };
    }

    /** Returns that an operation has not ended. */
    static ToolResult pending(Operation operation, String remaining, JsonObject more) {
        String text = "Not finished: " + remaining + "\nOperation " + operation.id()
                + " goes on; tunnel_get_operation tells its outcome.";
        return ToolResult.of(text, JsonObject.with()
                .put("success", false)
                .put("pending", true)
                .put("operation_id", operation.id().text())
                .put("state", textOf(operation.state()))
                .put("message", remaining)
                .putAll(more)
                .build());
    }

    /** Returns a text with a line per warning at its end. */
    static String withWarnings(String text, List<String> warnings) {
        StringBuilder all = new StringBuilder(text);
        for (String warning : warnings) {
            all.append("\nWarning: ").append(warning);
        }
        return all.toString();
    }

    /**
     * Returns a page of a list, with what brings the next page if there is one.
     *
     * @param text the page for people
     * @param name under which programs find the items
     * @param items the page for programs
     * @param position what to give as {@code after} to go on behind an item
     */
    static <T> ToolResult listed(StringBuilder text, String name, List<JsonValue> items, Page<T> page,
            Function<T, JsonValue> position) {
        JsonObject.Builder structured = JsonObject.with()
                .put("success", true)
                .put("count", page.total())
                .put(name, new JsonArray(items));
        if (page.more()) {
            JsonValue next = position.apply(page.items().getLast());
            text.append("\nMore follow: repeat the call with \"after\":").append(next.toJson()).append('.');
            structured.put("next", next);
        }
        return ToolResult.of(text.toString(), structured.build());
    }

    static String textOf(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private Results() {}
}
