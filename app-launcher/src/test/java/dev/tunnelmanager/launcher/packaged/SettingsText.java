package dev.tunnelmanager.launcher.packaged;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The program's configuration as text, from keys as the documentation names them. */
final class SettingsText {

    /** Returns it; a key with a dot stands in the section before the dot. */
    static String of(Map<String, String> keys) {
        StringBuilder text = new StringBuilder("version: 1\n");
        Map<String, Map<String, String>> sections = keys.entrySet().stream()
                .collect(Collectors.groupingBy(key -> section(key.getKey()), TreeMap::new,
                        Collectors.toMap(key -> key.getKey().substring(key.getKey().indexOf('.') + 1),
                                Map.Entry::getValue, (one, other) -> other, TreeMap::new)));
        sections.forEach((section, entries) -> {
            text.append(section.isEmpty() ? "" : section + ":\n");
            entries.forEach((key, value) -> text.append(section.isEmpty() ? "" : "  ").append(key).append(": ")
                    .append(value).append('\n'));
        });
        return text.toString();
    }

    private static String section(String key) {
        return key.substring(0, Math.max(0, key.indexOf('.')));
    }

    private SettingsText() {}
}
