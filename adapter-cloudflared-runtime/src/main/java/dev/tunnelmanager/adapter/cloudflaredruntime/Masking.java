package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Takes out of a text whatever may be a secret: values of telling options, tunnel tokens, and what is labelled as one. */
final class Masking {

    private static final String MASK = "***";
    private static final Pattern TELLING = Pattern.compile("token|secret|password|credential|key");
    /** A tunnel token is JSON in Base64, so it begins with these letters. */
    private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_=+/.-]{16,}");
    private static final Pattern LABELLED = Pattern
            .compile("(?i)((?:token|secret|password)\"?\\s*[=:]\\s*\"?)[^\\s\",}]+");

    private final List<String> values;

    Masking(List<String> extraArgs) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < extraArgs.size(); i++) {
            String arg = extraArgs.get(i);
            int equals = arg.indexOf('=');
            String option = equals < 0 ? arg : arg.substring(0, equals);
            if (!option.startsWith("-") || !TELLING.matcher(option.toLowerCase(Locale.ROOT)).find()) {
                continue;
            }
            if (equals >= 0) {
                found.add(arg.substring(equals + 1));
            } else if (i + 1 < extraArgs.size()) {
                found.add(extraArgs.get(i + 1));
            }
        }
        // The longest first, so that a value that contains another is taken out whole.
        this.values = found.stream().filter(v -> v.length() > 3)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    String mask(String text) {
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        masked = TOKEN.matcher(masked).replaceAll(MASK);
        return LABELLED.matcher(masked).replaceAll("$1" + MASK);
    }
}
