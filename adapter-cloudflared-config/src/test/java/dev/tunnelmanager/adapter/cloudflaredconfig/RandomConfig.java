package dev.tunnelmanager.adapter.cloudflaredconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes config files as nobody would, but could: every choice of layout is left to chance. All of them end with a catch-all. */
final class RandomConfig {

    private static final List<String> COMMENTS = List.of("# note", "#", "# - hostname: old.example.com",
            "#   service: x",
            "# ingress:", "# Größe 🚀 \u4e2d", "#\ttab", "# {not: [flow");
    private static final List<String> EXTRAS = List.of("originRequest: {connectTimeout: 10s}", "x-note: 'it''s # text'",
            "\"x-quoted\": \"a \\\"b\\\" 🎉\"", "path: ^/api/", "x-list: [1, [2, 3], {a: b}]",
            "originRequest: *defaults",
            "x-block: |\n@@  text\n@@   # not a comment\n", "x-keep: |+\n@@  text\n\n", "x-folded: >-\n@@  a\n@@  b",
            "x-plain: goes on\n@@  and on", "x-nothing:", "<<: *defaults");

    private final Random random;
    private final String lineBreak;

    private RandomConfig(Random random) {
        this.random = random;
        this.lineBreak = random.nextInt(4) == 0 ? "\r\n" : "\n";
    }

    static String of(Random random) {
        return new RandomConfig(random).text();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        maybe(text, 10, "%YAML 1.1\n---\n");
        text.append("x-defaults: &defaults\n  connectTimeout: 30s\n");
        maybe(text, 3, "tunnel: abc # id\n");
        noise(text, 0);
        boolean block = random.nextInt(4) > 0;
        text.append(block ? blockList() : flowList());
        maybe(text, 3, "loglevel: info\n");
        noise(text, 0);
        maybe(text, 12, "...\n# after\n");
        String all = text.toString().replace("\n", lineBreak);
        if (random.nextInt(5) == 0) {
            all = all.stripTrailing();
        }
        return random.nextInt(8) == 0 ? "\uFEFF" + all : all;
    }

    private String blockList() {
        StringBuilder text = new StringBuilder();
        text.append(random.nextBoolean() ? "ingress:" : "\"ingress\" :");
        maybe(text, 4, " &rules");
        maybe(text, 4, " # first match wins");
        text.append('\n');
        int indent = random.nextInt(4);
        noise(text, indent);
        int rules = random.nextInt(7);
        for (int i = 0; i < rules; i++) {
            blockRule(text, " ".repeat(indent), i);
            noise(text, indent);
        }
        text.append(" ".repeat(indent)).append("- service: http_status:404")
                .append(random.nextBoolean() ? " # rest\n" : "\n");
        return text.toString();
    }

    private void blockRule(StringBuilder text, String indent, int number) {
        if (random.nextInt(12) == 0) {
            text.append(indent).append(pick(List.of("-", "- ~", "- # nothing"))).append('\n');
            return;
        }
        if (random.nextInt(6) == 0) {
            text.append(indent).append("- ").append(flowRule(number)).append('\n');
            return;
        }
        String gap = " ".repeat(1 + random.nextInt(3));
        String inner = indent + " " + gap;
        List<String> keys = new ArrayList<>(List.of("hostname: " + quoted(hostname(number)), "service: " + service()));
        if (random.nextBoolean()) {
            keys.add(random.nextInt(3), pick(EXTRAS).replace("@@", inner));
        }
        text.append(indent).append('-').append(random.nextInt(6) == 0 ? "\n" + inner : gap);
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            text.append(i == 0 ? "" : inner).append(key);
            boolean plain = !key.contains("\n");
            maybe(text, plain ? 4 : Integer.MAX_VALUE, " # beside");
            text.append(key.endsWith("\n") ? "" : "\n");
            if (plain && random.nextInt(5) == 0) {
                text.append(inner).append(pick(COMMENTS)).append('\n');
            }
        }
    }

    private String flowList() {
        StringBuilder text = new StringBuilder("ingress: [");
        int rules = random.nextInt(5);
        String between = pick(List.of(" ", "\n  ", "\n\t", "", "  # note\n    "));
        text.append(between);
        for (int i = 0; i < rules; i++) {
            text.append(flowRule(i)).append(random.nextInt(4) == 0 ? " ," : ",").append(pick(List.of(" ", between)));
        }
        text.append("{\"service\": \"http_status:404\"}");
        maybe(text, 4, ",");
        return text.append(random.nextBoolean() ? "\n  ]\n" : "]\n").toString();
    }

    private String flowRule(int number) {
        String brackets = random.nextInt(3) == 0 ? "{\n      %s,\n      %s}" : "{%s, %s}";
        return String.format(brackets, "\"hostname\": \"" + hostname(number) + "\"", "service: '" + service() + "'");
    }

    private String hostname(int number) {
        return switch (random.nextInt(6)) {
            case 0 -> "*.example.com";
            case 1 -> "*.b" + number + ".example.com";
            case 2 -> "Other" + number + ".Example.org";
            default -> "other" + number + ".example.com";
        };
    }

    private String service() {
        return pick(
                List.of("http://localhost:8000", "https://web:8443", "unix:/run/x.sock", "ssh://h:22", "hello_world",
                        "http_status:503"));
    }

    private String quoted(String text) {
        return switch (text.startsWith("*") ? 1 + random.nextInt(2) : random.nextInt(3)) {
            case 0 -> text;
            case 1 -> "'" + text + "'";
            default -> "\"" + text + "\"";
        };
    }

    private void noise(StringBuilder text, int indent) {
        while (random.nextInt(3) == 0) {
            if (random.nextInt(3) == 0) {
                text.append(random.nextBoolean() ? "\n" : "  \n");
            } else {
                text.append(" ".repeat(random.nextInt(2) * indent)).append(pick(COMMENTS)).append('\n');
            }
        }
    }

    private void maybe(StringBuilder text, int outOf, String piece) {
        if (random.nextInt(outOf) == 0) {
            text.append(piece);
        }
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
