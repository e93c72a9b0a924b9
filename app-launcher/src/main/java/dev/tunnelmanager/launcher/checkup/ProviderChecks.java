package dev.tunnelmanager.launcher.checkup;

import dev.tunnelmanager.adapter.cloudflare.CloudflareClock;
import dev.tunnelmanager.domain.checkup.Check;
import dev.tunnelmanager.domain.checkup.Finding;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.launcher.checkup.Examination.Found;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Secrets;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The provider's API: is it there, what may the token, and what time is it. */
final class ProviderChecks {

    static final String TOKEN = "meta/cloudflare/dns_edit_token";
    private static final List<String> SECRETS = List.of(TOKEN, "meta/cloudflare/account_id",
            "meta/cloudflare/tunnel_id");
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration TOLERATED = Duration.ofSeconds(60);
    /** The adapter repeats a call for some time before it gives up. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ProviderChecks() {}

    static Found secrets(Secrets secrets) {
        List<String> found = new ArrayList<>();
        for (String name : SECRETS) {
            try {
                secrets.find(name).ifPresent(secret -> found.add(name));
            } catch (PortFailure failure) {
                return Found.fail(RefusalCode.SECRET_UNAVAILABLE, failure.problem(), failure.recommendation());
            }
        }
        return Found.pass(found.isEmpty() ? "No secret is kept."
                : "Found and readable by us alone: "
                        + String.join(", ", found) + ".");
    }

    static Found token(Secrets secrets) {
        return secrets.find(TOKEN).isPresent() ? Found.pass("There is a token.")
                : Found.fail(RefusalCode.SECRET_UNAVAILABLE, "There is no secret " + TOKEN
                        + ", so the provider cannot be asked for anything.",
                        "Put a token with Zone:Read and DNS:Edit into the file " + TOKEN
                                + " below secrets.dir, readable by this user only.");
    }

    static Optional<Duration> ahead(URI api, InstantSource clock) {
        return new CloudflareClock(api, ANSWER, clock).ahead();
    }

    /** Judges the difference between this host's clock and the provider's. */
    static Found clock(Optional<Duration> ahead) {
        if (ahead.isEmpty()) {
            return Found.warn("The provider's answer does not say its time, so the clock could not be compared.",
                    "Look whether it is right: timedatectl");
        }
        Duration off = ahead.get().abs();
        return off.compareTo(TOLERATED) <= 0 ? Found.pass("The clock agrees with the provider's within "
                + TOLERATED.toSeconds() + " seconds.")
                : Found.warn("The clock of this host is " + off.toSeconds() + " seconds "
                        + (ahead.get().isNegative() ? "behind" : "ahead of")
                        + " the provider's: times in the audit log are wrong, and certificates may seem invalid.",
                        "Set it, and keep it right: timedatectl set-ntp true");
    }

    /** Asks for the zones; each of them is a check of its own then. */
    static Found zones(NameDirectory directory, String name) {
        List<Zone> zones = directory.zones();
        if (zones.isEmpty()) {
            return Found.fail(RefusalCode.ZONE_NOT_FOUND, "The token shows no zone, so nothing can be published.",
                    "Give it Zone:Read for the zones, and look at cloudflare.zones.");
        }
        List<Examination> each = zones.stream().map(zone -> new Examination(Check.of("zone." + zone.name(), name),
                RefusalCode.PROVIDER_UNAVAILABLE, PATIENCE, () -> zone(directory, zone))).toList();
        return new Found(new Finding.Pass("The token shows " + zones.size() + " zones."), each);
    }

    static Examination zonesWithin(Check check, Examination.Look look) {
        return new Examination(check, RefusalCode.PROVIDER_UNAVAILABLE, PATIENCE, look);
    }

    private static Found zone(NameDirectory directory, Zone zone) {
        Optional<Refusal> missing = directory.preflight(zone);
        if (missing.isPresent()) {
            return Found.fail(missing.get());
        }
        String notes = zone.notes().isEmpty() ? "" : " " + String.join(" ", zone.notes());
        return zone.standing() == ZoneStanding.NOT_SERVING
                ? Found.warn("Zone " + zone.name() + " does not serve at present." + notes,
                        "Make it active at the provider.")
                : Found.pass("The records of zone " + zone.name() + " can be read. Whether the token may also edit them"
                        + " (DNS:Edit) shows at the first change only." + notes);
    }
}
