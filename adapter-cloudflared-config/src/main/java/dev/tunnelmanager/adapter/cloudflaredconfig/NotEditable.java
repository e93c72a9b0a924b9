package dev.tunnelmanager.adapter.cloudflaredconfig;

/**
 * Reading or editing a text has come upon something that makes it unusable. Thrown out of the depth of a tree and turned into a
 * refusal by {@link ConfigDocument}; it never leaves this package.
 */
final class NotEditable extends Exception {

    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String recommendation;

    /**
     * Makes one.
     *
     * @param offset the place, in chars; negative if there is none
     * @param problem what is the case, one sentence
     * @param recommendation one next step; {@code {place}} stands for the place
     */
    NotEditable(int offset, String problem, String recommendation) {
        super(problem);
        this.offset = offset;
        this.recommendation = recommendation;
    }

    int offset() {
        return offset;
    }

    String problem() {
        String message = getMessage();
        return message == null ? "It cannot be read." : message;
    }

    String recommendation() {
        return recommendation;
    }
}
