package dev.tunnelmanager.domain.hostname;

import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns what somebody asked for into a hostname in a zone. */
public final class HostnameChoice {

    private static final int SHOWN_ZONES = 20;

    private HostnameChoice() {}

    /**
     * A hostname and where it lives.
     *
     * @param hostname the public name
     * @param zone the zone whose name is its longest suffix
     */
    public record Chosen(HostnamePattern hostname, Zone zone) {}

    /**
     * Chooses the hostname that is meant. {@code @} or nothing stands for the domain itself; a subdomain that lies in the domain
     * already is the whole name. Without a domain, a subdomain that lies in a visible zone is the whole name; otherwise the default
     * domain is taken, then the only usable zone. Refusals, in this order: INVALID_HOSTNAME, DOMAIN_MISSING, ZONE_NOT_FOUND,
     * ZONE_UNUSABLE.
     *
     * @param subdomain as somebody wrote it
     * @param domain as somebody wrote it: a zone or a name below one
     * @param defaultDomain as configured
     * @param zones every zone that the provider shows
     */
    public static Verdict<Chosen> decide(String subdomain, Optional<String> domain, Optional<String> defaultDomain,
            List<Zone> zones) {
        Optional<String> given = domain.filter(text -> !text.isBlank());
        String wanted = subdomain.strip();
        if (given.isPresent()) {
            return within(wanted, given.get(), zones);
        }
        if (HostnamePattern.parse(wanted) instanceof Verdict.Granted<HostnamePattern> whole
                && zoneOf(whole.value(), zones).isPresent()) {
            return inZone(whole.value(), zones);
        }
        Optional<String> assumed = defaultDomain.filter(text -> !text.isBlank()).or(() -> onlyZone(zones));
        return assumed.map(base -> within(wanted, base, zones)).orElseGet(() -> Verdict.refused(
                RefusalCode.DOMAIN_MISSING,
                "The request names no domain, and there is no default. " + available(zones),
                zones.isEmpty()
                        ? "Ask the meta-supervisor to make a zone visible to Tunnel Manager."
                        : "Say which: \"domain\": \"" + sorted(zones).getFirst().name() + "\"."));
    }

    /** Returns the zone whose name is the longest suffix of {@code hostname} on a label boundary. */
    public static Optional<Zone> zoneOf(HostnamePattern hostname, List<Zone> zones) {
        return zones.stream().filter(zone -> zone.contains(hostname))
                .max(Comparator.comparingInt((Zone zone) -> zone.name().length()).thenComparing(Zone::id));
    }

    /** Returns what a publisher of {@code hostname}, which lies in {@code zone}, should know before it is created. */
    public static List<String> warnings(Zone zone, HostnamePattern hostname) {
        List<String> warnings = new ArrayList<>();
        if (zone.standing() == ZoneStanding.NOT_SERVING) {
            warnings.add("Zone " + zone.name() + " is not served yet, so the hostname will not resolve until it is. "
                    + String.join(" ", zone.notes()));
        }
        int depth = zone.depthOf(hostname);
        if (depth > zone.certificateDepth()) {
            warnings.add(hostname + " lies " + depth + " labels below " + zone.name()
                    + ", and the provider's default certificate covers " + zone.certificateDepth()
                    + ": browsers will refuse it." + shallower(zone, hostname)
                    + " A certificate that names it, ordered from the provider, helps too.");
        }
        return warnings.stream().map(String::strip).toList();
    }

    private static Verdict<Chosen> within(String subdomain, String domain, List<Zone> zones) {
        return HostnamePattern.parse(domain).then(base -> {
            if (base.isWildcard()) {
                return Verdict.refused(RefusalCode.INVALID_HOSTNAME, "\"" + base + "\" is not a domain.",
                        "Put the asterisk into the subdomain: \"subdomain\": \"*\", \"domain\": \"" + base.base()
                                + "\".");
            }
            return name(subdomain, base).then(hostname -> inZone(hostname, zones));
        });
    }

    private static Verdict<HostnamePattern> name(String subdomain, HostnamePattern base) {
        if (subdomain.isEmpty() || subdomain.equals("@")) {
            return Verdict.granted(base);
        }
        if (HostnamePattern.parse(subdomain) instanceof Verdict.Granted<HostnamePattern> whole
                && whole.value().isWithin(base.text())) {
            return whole;
        }
        String relative = subdomain.endsWith(".") ? subdomain.substring(0, subdomain.length() - 1) : subdomain;
        return HostnamePattern.parse(relative + "." + base.text());
    }

    private static Verdict<Chosen> inZone(HostnamePattern hostname, List<Zone> zones) {
        Optional<Zone> found = zoneOf(hostname, zones);
        if (found.isEmpty()) {
            return Verdict.refused(RefusalCode.ZONE_NOT_FOUND,
                    "No visible zone contains " + hostname + ". " + available(zones),
                    zones.isEmpty()
                            ? "Ask the meta-supervisor to make a zone visible to Tunnel Manager."
                            : "Choose a name in one of them, for example \"domain\": \""
                                    + sorted(zones).getFirst().name() + "\".");
        }
        Zone zone = found.get();
        if (zone.standing() == ZoneStanding.UNUSABLE) {
            String why = zone.notes().isEmpty() ? "" : " " + String.join(" ", zone.notes());
            return Verdict.refused(RefusalCode.ZONE_UNUSABLE, "Zone " + zone.name() + " cannot carry the tunnel." + why,
                    "Choose a name in another zone. " + available(zones));
        }
        return Verdict.granted(new Chosen(hostname, zone));
    }

    private static Optional<String> onlyZone(List<Zone> zones) {
        List<Zone> usable = usable(zones);
        return usable.size() == 1 ? Optional.of(usable.getFirst().name()) : Optional.empty();
    }

    private static String available(List<Zone> zones) {
        List<Zone> usable = usable(zones);
        if (usable.isEmpty()) {
            return "No usable domain is visible.";
        }
        String more = usable.size() > SHOWN_ZONES ? " and " + (usable.size() - SHOWN_ZONES) + " more" : "";
        return "Available: "
                + usable.stream().limit(SHOWN_ZONES).map(Zone::name).collect(Collectors.joining(", ")) + more + ".";
    }

    /** Usable zones by name; all of them if none is, so that there is something to name. */
    private static List<Zone> sorted(List<Zone> zones) {
        List<Zone> usable = usable(zones);
        return usable.isEmpty() ? zones.stream().sorted().toList() : usable;
    }

    private static List<Zone> usable(List<Zone> zones) {
        return zones.stream().filter(zone -> zone.standing() != ZoneStanding.UNUSABLE).sorted().toList();
    }

    /** The labels that are too deep, joined by hyphens: api.consilio becomes api-consilio. */
    private static String shallower(Zone zone, HostnamePattern hostname) {
        if (zone.certificateDepth() < 1 || hostname.isWildcard()) {
            return zone.certificateDepth() < 1
                    ? ""
                    : " Publish single names directly below " + zone.name() + " instead.";
        }
        String below = hostname.text().substring(0, hostname.text().length() - zone.name().length() - 1);
        List<String> labels = List.of(below.split("\\.", -1));
        int joined = labels.size() - zone.certificateDepth() + 1;
        String label = String.join("-", labels.subList(0, joined));
        List<String> name = new ArrayList<>(List.of(label));
        name.addAll(labels.subList(joined, labels.size()));
        name.add(zone.name());
        return label.length() > 63 ? "" : " Rename it to " + String.join(".", name) + ".";
    }
}
