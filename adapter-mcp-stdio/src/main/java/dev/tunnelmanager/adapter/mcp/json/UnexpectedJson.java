package dev.tunnelmanager.adapter.mcp.json;

/** A JSON value is not of the type that its reader needs. The message is one sentence that names the path. */
public final class UnexpectedJson extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnexpectedJson(String path, String wanted, String found) {
        super(path + " must be " + wanted + ", and is " + found + ".", null, false, false);
    }

    /** Returns the sentence. */
    public String sentence() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
