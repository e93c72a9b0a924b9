package dev.tunnelmanager.domain.refusal;

import java.util.Arrays;

/** The page that lists every code, for people. */
public final class ErrorReference {

    private ErrorReference() {}

    /** Returns the whole of {@code docs/errors.md}. */
    public static String markdown() {
        return """
                # Codes

                <!-- Generated from RefusalCode. To change it, change the code and run:
                     mvn -pl tunnel-domain test -Dtest=ErrorReferenceTest -Dupdate-docs=true -->

                Every no carries a stable code, a problem with its values, and a recommendation. The codes are never reused and never
                reworded; the sentences may become better. Within a table, the first code that applies is the one that is told.

                ## Refusals

                An expected no. Asking again changes nothing until the recommendation has been followed.

                """
                + table(RefusalCode.Kind.REFUSAL) + """

                        ## Failures

                        Something outside broke. The same request may succeed later.

                        """ + table(RefusalCode.Kind.FAILURE);
    }

    private static String table(RefusalCode.Kind kind) {
        StringBuilder table = new StringBuilder("| code | meaning |\n|---|---|\n");
        Arrays.stream(RefusalCode.values()).filter(code -> code.kind() == kind).forEach(
                code -> table.append("| `").append(code.text()).append("` | ").append(code.meaning()).append(" |\n"));
        return table.toString();
    }
}
