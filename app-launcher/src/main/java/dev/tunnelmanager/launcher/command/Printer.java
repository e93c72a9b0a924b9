package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.io.PrintStream;

/** Prints results: what was asked for on standard output, why not on standard error, JSON always on standard output. */
final class Printer {

    static final int DONE = 0;
    static final int REFUSED = 1;
    static final int FAILED = 3;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;

    Printer(PrintStream out, PrintStream err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /** Prints a result and returns the exit code that goes with it. */
    int print(ToolResult result) {
        if (json) {
            StringBuilder line = new StringBuilder();
            result.structured().appendTo(line);
            out.println(line);
        }
        if (result.isError()) {
            err.println(result.text().getFirst());
        } else if (!json) {
            out.println(result.text().getFirst());
        }
        if (result.code().isPresent()) {
            return result.code().get().kind() == RefusalCode.Kind.REFUSAL ? REFUSED : FAILED;
        }
        return isPending(result.structured()) ? FAILED : DONE;
    }

    /** Returns whether the operation had not ended when the time to wait was up. */
    private static boolean isPending(JsonObject structured) {
        return structured.has("pending");
    }
}
