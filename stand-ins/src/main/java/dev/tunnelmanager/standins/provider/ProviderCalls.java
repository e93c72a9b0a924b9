package dev.tunnelmanager.standins.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tunnelmanager.standins.provider.StandInToken.Permission;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Answers requests that are valid by the schema, as the provider would. */
final class ProviderCalls {

    private static final String SINCE = "2024-11-20T10:00:00Z";

    private final ProviderState state;
    private final ObjectMapper json = new ObjectMapper();

    ProviderCalls(ProviderState state) {
        this.state = state;
    }

    ProviderAnswer answer(ProviderRequest request, Optional<String> authorization) {
        if (authorization.filter(header -> header.matches("Bearer \\S+")).isEmpty()) {
            ObjectNode cause = json.createObjectNode().put("code", 6111).put("message",
                    "Invalid format for Authorization header");
            return ProviderAnswer.declined(400, 6003, "Invalid request headers", Optional.of(cause));
        }
        try {
            return route(request, token(request, authorization.get().substring("Bearer ".length())));
        } catch (Declined declined) {
            return ProviderAnswer.declined(declined.status(), declined.code(), declined.text(), Optional.empty());
        } catch (JsonProcessingException notJson) {
            return ProviderAnswer.declined(400, 9207, "Request body is invalid.", Optional.empty());
        }
    }

    private StandInToken token(ProviderRequest request, String value) throws Declined {
        Optional<StandInToken> token = state.token(value);
        boolean verifying = request.path().endsWith("/tokens/verify");
        if (token.isPresent() && (verifying || token.get().status().equals("active"))) {
            return token.get();
        }
        if (verifying) {
            throw new Declined(401, 1000, "Invalid API Token");
        }
        throw request.path().startsWith("/accounts/")
                ? new Declined(401, 10000, "Authentication error")
                : new Declined(403, 9109, "Invalid access token");
    }

    private ProviderAnswer route(ProviderRequest request, StandInToken token)
            throws Declined, JsonProcessingException {
        List<String> path = List.of(request.path().substring(1).split("/", -1));
        String shape = shape(path);
        return switch (shape) {
            case "zones" -> zones(request, token);
            case "zones/*" -> ProviderAnswer.of(zoneJson(zone(path, token)));
            case "zones/*/dns_records" -> records(request, zone(path, token), token);
            case "zones/*/dns_records/usage" -> usage(zone(path, token), token);
            case "zones/*/dns_records/*" -> record(request, zone(path, token), path.get(3), token);
            case "zones/*/ssl/certificate_packs" -> packs(request, zone(path, token), token);
            case "user/tokens/verify", "accounts/*/tokens/verify" -> ProviderAnswer.of(json.createObjectNode()
                    .put("id", "ed17574386854bf78a67040be0a770b0").put("status", token.status()));
            case "accounts/*/cfd_tunnel/*" -> tunnel(path, token);
            default -> throw new Declined(404, 7003, "Could not route to " + request.path()
                    + ", perhaps your object identifier is invalid?");
        };
    }

    private static String shape(List<String> path) {
        StringBuilder shape = new StringBuilder(path.get(0));
        for (int i = 1; i < path.size(); i++) {
            boolean afterCollection = List.of("zones", "accounts", "cfd_tunnel", "dns_records")
                    .contains(path.get(i - 1));
            boolean literal = path.get(i).equals("usage");
            shape.append('/').append(afterCollection && !literal ? "*" : path.get(i));
        }
        return shape.toString();
    }

    private ProviderAnswer zones(ProviderRequest request, StandInToken token) throws Declined {
        need(token, Permission.ZONE_READ);
        return ProviderAnswer.page(state.zones().stream().filter(token::sees)
                .filter(zone -> request.parameter("name").map(n -> n.equalsIgnoreCase(zone.name())).orElse(true))
                .filter(zone -> request.parameter("status").map(zone.status()::equals).orElse(true))
                .filter(zone -> request.parameter("account.id").map(zone.accountId()::equals).orElse(true))
                .filter(zone -> request.parameter("type").map(t -> List.of(t.split(",", -1)).contains(zone.type()))
                        .orElse(!zone.type().equals("internal")))
                .map(this::zoneJson).toList(), request, 20);
    }

    private StandInZone zone(List<String> path, StandInToken token) throws Declined {
        Optional<StandInZone> zone = state.zone(path.get(1));
        if (zone.isEmpty()) {
            throw new Declined(404, 7003, "Could not route to /" + String.join("/", path)
                    + ", perhaps your object identifier is invalid?");
        }
        if (!token.sees(zone.get())) {
            throw new Declined(403, 9109, "Unauthorized to access requested resource");
        }
        return zone.get();
    }

    private static void need(StandInToken token, Permission permission) throws Declined {
        if (!token.may(permission)) {
            throw permission == Permission.ZONE_READ
                    ? new Declined(403, 9109, "Unauthorized to access requested resource")
                    : new Declined(403, 10000, "Authentication error");
        }
    }

    private ProviderAnswer records(ProviderRequest request, StandInZone zone, StandInToken token)
            throws Declined, JsonProcessingException {
        if (request.method().equals("POST")) {
            need(token, Permission.DNS_EDIT);
            return ProviderAnswer.of(state.create(zone.id(), json.readTree(request.body())));
        }
        need(token, Permission.DNS_READ);
        return ProviderAnswer.page(state.records(zone.id()).stream().filter(record -> fits(request, record))
                .sorted(Comparator.comparing(record -> record.path("type").asText())).toList(), request, 100);
    }

    private static boolean fits(ProviderRequest request, JsonNode record) {
        for (String field : List.of("name", "content", "comment", "type")) {
            String value = record.path(field).asText("").toLowerCase(Locale.ROOT);
            Optional<String> exact = request.parameter(field).or(() -> request.parameter(field + ".exact"));
            if (exact.isPresent() && !exact.get().toLowerCase(Locale.ROOT).equals(value)) {
                return false;
            }
            Optional<String> start = request.parameter(field + ".startswith");
            if (start.isPresent() && !value.startsWith(start.get().toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    private ProviderAnswer record(ProviderRequest request, StandInZone zone, String id, StandInToken token)
            throws Declined, JsonProcessingException {
        need(token, request.isWrite() ? Permission.DNS_EDIT : Permission.DNS_READ);
        return switch (request.method()) {
            case "GET" -> ProviderAnswer.of(state.record(zone.id(), id));
            case "PATCH" -> ProviderAnswer.of(state.patch(zone.id(), id, json.readTree(request.body())));
            case "PUT" -> ProviderAnswer.of(state.put(zone.id(), id, json.readTree(request.body())));
            case "DELETE" -> {
                state.delete(zone.id(), id);
                yield ProviderAnswer.deleted(id);
            }
            default -> throw new Declined(405, 10000, request.method() + " method not allowed");
        };
    }

    private ProviderAnswer usage(StandInZone zone, StandInToken token) throws Declined {
        need(token, Permission.DNS_READ);
        return ProviderAnswer.of(json.createObjectNode().put("record_quota", zone.quota()).put("record_usage",
                state.records(zone.id()).size()));
    }

    private ProviderAnswer packs(ProviderRequest request, StandInZone zone, StandInToken token) throws Declined {
        need(token, Permission.SSL_READ);
        ObjectNode pack = json.createObjectNode().put("id", zone.id()).put("type", "universal").put("status", "active");
        zone.certificateHosts().forEach(pack.putArray("hosts")::add);
        pack.putArray("certificates");
        return ProviderAnswer.page(List.of(pack), request, 20);
    }

    private ProviderAnswer tunnel(List<String> path, StandInToken token) throws Declined {
        need(token, Permission.TUNNEL_READ);
        if (!state.accountOfTunnel(path.get(3)).equals(Optional.of(path.get(1)))) {
            throw new Declined(404, 1003, "Tunnel not found");
        }
        return ProviderAnswer.of(json.createObjectNode().put("id", path.get(3)).put("account_tag", path.get(1))
                .put("name", "stand-in").put("status", "healthy").put("tun_type", "cfd_tunnel"));
    }

    private ObjectNode zoneJson(StandInZone zone) {
        ObjectNode node = json.createObjectNode();
        node.put("id", zone.id()).put("name", zone.name()).put("status", zone.status()).put("paused", zone.paused());
        node.put("type", zone.type()).put("development_mode", 0);
        node.putArray("name_servers").add("ada.ns.example.com").add("ben.ns.example.com");
        node.putNull("original_name_servers").putNull("original_registrar").putNull("original_dnshost");
        node.put("created_on", SINCE).put("modified_on", SINCE).put("activated_on", SINCE);
        node.putObject("meta").put("step", 2);
        node.putObject("owner").putNull("id").put("type", "user").putNull("email");
        node.putObject("account").put("id", zone.accountId()).put("name", "Stand-in");
        node.putArray("permissions").add("#dns_records:read");
        node.putObject("plan").put("id", "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee").put("name", "Free Website").put(
                "legacy_id",
                "free");
        return node;
    }
}
