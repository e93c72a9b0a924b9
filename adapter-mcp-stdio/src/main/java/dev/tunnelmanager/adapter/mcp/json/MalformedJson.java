package dev.tunnelmanager.adapter.mcp.json;

/** A text is not JSON, or not JSON that we accept. The message is one sentence that says where and why. */
public final class MalformedJson extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedJson(String sentence) {
        super(sentence, null, false, false);
    }

    /** Returns the sentence. */
    public String sentence() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
