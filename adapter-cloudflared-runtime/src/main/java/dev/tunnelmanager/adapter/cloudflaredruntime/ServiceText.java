package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.ingress.IngressRule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Compares rules as written in a file with rules as cloudflared reports them on {@code /config}.
 *
 * <p>cloudflared reports each service in a form of its own (its {@code ingress/origin_service.go}, 2026-11): the scheme in lower
 * case, {@code hello_world} for both spellings, {@code http_status:404} for {@code http_status:0404}, and for schemes that it
 * tunnels as TCP the usual port when none was written. Hostnames and paths are reported as written.
 */
final class ServiceText {

    private static final Map<String, Integer> USUAL_PORTS = Map.of("ssh", 22, "rdp", 3389, "smb", 445, "tcp", 7864);
    private static final Pattern STATUS = Pattern.compile("http_status:\\+?[0-9]{1,9}");
    private static final Pattern PORT = Pattern.compile(".*:[0-9]+");

    /** Returns whether a process that reports {@code reported} serves what {@code written} asks for. */
    static boolean same(List<IngressRule> written, List<IngressRule> reported) {
        return canonical(written).equals(canonical(reported));
    }

    private static List<IngressRule> canonical(List<IngressRule> rules) {
        return rules.stream().map(r -> new IngressRule(r.hostname(), r.path(), canonical(r.service()))).toList();
    }

    static String canonical(String service) {
        if (service.equals("hello-world") || service.equals("helloworld")) {
            return "hello_world";
        }
        if (STATUS.matcher(service).matches()) {
            return "http_status:" + Integer.parseInt(service.substring("http_status:".length()));
        }
        int colon = service.indexOf("://");
        if (colon <= 0 || service.startsWith("unix")) {
            return service;
        }
        String scheme = service.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = service.substring(colon + 3);
        Integer usual = USUAL_PORTS.get(scheme);
        boolean bare = usual != null && !PORT.matcher(rest).matches();
        return scheme + "://" + rest + (bare ? ":" + usual : "");
    }

    private ServiceText() {}
}
