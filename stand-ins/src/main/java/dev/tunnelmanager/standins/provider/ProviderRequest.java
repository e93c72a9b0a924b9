package dev.tunnelmanager.standins.provider;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as the stand-in received it, without its token.
 *
 * @param method upper case
 * @param path below the API's base path, decoded
 * @param query parameters, decoded
 * @param contentType as sent, if it was
 * @param body as sent; empty if there was none
 */
public record ProviderRequest(String method, String path, Map<String, List<String>> query,
        Optional<String> contentType, String body) {

    /** Reads a request whose path begins with {@code base}. */
    static ProviderRequest of(HttpExchange exchange, String base) throws IOException {
        URI uri = exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return new ProviderRequest(exchange.getRequestMethod(), uri.getPath().substring(base.length()),
                query(uri.getRawQuery()),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")), body);
    }

    /** Splits and decodes a query; null means that there is none. */
    public static Map<String, List<String>> query(@Nullable String raw) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return parameters;
        }
        for (String pair : List.of(raw.split("&", -1))) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.computeIfAbsent(decode(name), n -> new ArrayList<>()).add(decode(value));
        }
        return parameters;
    }

    /** Returns the first value of a query parameter. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).map(values -> values.get(0));
    }

    /** Returns whether this may change something. */
    public boolean isWrite() {
        return !method.equals("GET") && !method.equals("HEAD");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
