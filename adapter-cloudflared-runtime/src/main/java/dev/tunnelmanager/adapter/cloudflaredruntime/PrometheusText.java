package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.diagnosis.TrafficCounters;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what cloudflared counts from its page in Prometheus' text format 0.0.4. Labels tell parts of one count apart, and the parts
 * are added up; a line that is not understood is passed over.
 */
final class PrometheusText {

    private static final String PREFIX = "cloudflared_tunnel_";

    /** Returns the counters of one process; what the page does not name is 0. */
    static TrafficCounters counters(String page) {
        Map<String, Double> sums = new HashMap<>();
        page.lines().filter(line -> line.startsWith(PREFIX)).forEach(line -> add(line, sums));
        return new TrafficCounters(whole(sums, "total_requests"), whole(sums, "request_errors"),
                whole(sums, "concurrent_requests_per_tunnel"), whole(sums, "tunnel_register_success"));
    }

    private static void add(String line, Map<String, Double> sums) {
        int name = 0;
        while (name < line.length() && (Character.isLetterOrDigit(line.charAt(name)) || line.charAt(name) == '_')) {
            name++;
        }
        int end = name < line.length() && line.charAt(name) == '{' ? afterLabels(line, name) : name;
        // A time in milliseconds may follow the value.
        String[] words = line.substring(end).strip().split("\\s+", 2);
        try {
            double value = Double.parseDouble(words[0]);
            if (!Double.isNaN(value) && !Double.isInfinite(value)) {
                sums.merge(line.substring(PREFIX.length(), name), value, Double::sum);
            }
        } catch (NumberFormatException notASample) {
            // The page may be cut off in the middle of a line.
        }
    }

    /** A label's value stands in quotes, in which a brace means nothing and a backslash takes the next character's meaning. */
    private static int afterLabels(String line, int brace) {
        boolean quoted = false;
        for (int i = brace; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '}') {
                return i + 1;
            }
        }
        return line.length();
    }

    private static long whole(Map<String, Double> sums, String name) {
        return (long) Math.max(0, sums.getOrDefault(name, 0.0));
    }

    private PrometheusText() {}
}
