package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.util.List;
import java.util.regex.Pattern;

/** Picks from a connector's output the few lines that say why it failed. */
final class Complaint {

    private static final int LINES = 3;
    private static final int LENGTH = 400;
    private static final Pattern STAMPED = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\S+ [A-Z]{3} .*");
    private static final Pattern GRAVE = Pattern
            .compile("\\d{4}-\\d\\d-\\d\\dT\\S+ (ERR|FTL) .*|\\{.*\"level\":\"(error|fatal)\".*");
    private static final Pattern ANSI = Pattern.compile("\u001b\\[[0-9;]*m");
    /** Said at every end, also an ordered one. */
    private static final List<String> USUAL = List.of("Connection terminated", "no more connections active and exiting",
            "Initiating graceful shutdown");

    /** Returns up to three lines as one text, with secrets masked; empty if nothing says why. */
    static String pick(List<String> output, Masking masking) {
        List<String> lines = output.stream().map(line -> ANSI.matcher(line).replaceAll("").strip())
                .filter(line -> !line.isEmpty()).toList();
        // A wrong option makes cloudflared print its whole help after this line.
        List<String> usage = lines.stream().filter(line -> line.startsWith("Incorrect Usage")).limit(1).toList();
        List<String> grave = usage.isEmpty() ? lines.stream().filter(Complaint::isTelling).toList() : usage;
        return String.join(" | ", grave.subList(Math.max(0, grave.size() - LINES), grave.size()).stream()
                .map(masking::mask).map(line -> line.length() > LENGTH ? line.substring(0, LENGTH) + "…" : line)
                .toList());
    }

    private static boolean isTelling(String line) {
        // The last reason for ending is a plain line, in whichever format the rest is logged.
        boolean plain = !line.startsWith("{") && !STAMPED.matcher(line).matches();
        return (plain || GRAVE.matcher(line).matches()) && USUAL.stream().noneMatch(line::contains);
    }

    private Complaint() {}
}
