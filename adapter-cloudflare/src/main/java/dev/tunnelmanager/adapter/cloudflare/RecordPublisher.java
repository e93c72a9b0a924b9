package dev.tunnelmanager.adapter.cloudflare;

import dev.tunnelmanager.adapter.cloudflare.ApiReply.Declined;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Done;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Unclear;
import dev.tunnelmanager.adapter.cloudflare.RecordDecision.Situation;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.NameDirectory.PublishOutcome;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a name lead to the tunnel: look, decide, write, and after anything but a clear answer look again.
 *
 * <p>A second create after an unanswered first one is safe, because the provider refuses two CNAMEs at one name.
 */
final class RecordPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(RecordPublisher.class);

    private static final int MAX_WRITES = 2;
    /** The free plan's limit; paid plans have 500 (developers.cloudflare.com/dns, August 2026). */
    private static final int MAX_MARK = 100;

    private final CloudflareApi api;
    private final ZoneRecords records;
    private final String tunnelTarget;

    RecordPublisher(CloudflareApi api, ZoneRecords records, String tunnelTarget) {
        this.api = api;
        this.records = records;
        this.tunnelTarget = tunnelTarget;
    }

    PublishOutcome publish(Zone zone, HostnamePattern hostname, Optional<WrittenRecord> known, String mark) {
        if (mark.isBlank() || mark.length() > MAX_MARK || mark.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Not a mark of 1 to " + MAX_MARK + " characters in one line: " + mark);
        }
        if (!zone.contains(hostname)) {
            // Checked before anything is sent: the API would create the name with the zone appended.
            return refused(RefusalCode.INVALID_HOSTNAME,
                    hostname + " does not lie in zone " + zone.name() + ", so it cannot be published there.",
                    "Use a hostname that ends in ." + zone.name() + ".");
        }
        Purpose purpose = Purpose.inZone("make " + hostname + " lead to the tunnel in zone " + zone.name(),
                zone.name());
        Situation situation = new Situation(zone, hostname, known, mark, tunnelTarget);
        Optional<Unclear> unclear = Optional.empty();
        Optional<Declined> conflict = Optional.empty();
        for (int writes = 0;; writes++) {
            List<DnsRecord> there = look(situation, unclear, purpose);
            RecordDecision decision = RecordDecision.decide(situation, there);
            Optional<PublishOutcome> standing = standing(decision, unclear.isPresent());
            if (standing.isPresent()) {
                return standing.get();
            }
            if (writes == MAX_WRITES) {
                throw stuck(purpose, unclear, conflict);
            }
            switch (write(decision, situation, purpose)) {
                case Done done -> {
                    return written(situation, DnsRecord.of(done.result()));
                }
                case Declined no -> {
                    Optional<PublishOutcome> refusal = refusal(situation, no);
                    if (refusal.isPresent()) {
                        return refusal.get();
                    }
                    if (!isConflict(no)) {
                        throw ApiFailures.declined(no, purpose);
                    }
                    conflict = Optional.of(no);
                }
                case Unclear lost -> {
                    LOG.debug("Unclear whether {} was published in {}: {}", hostname, zone.name(), lost.why());
                    unclear = Optional.of(lost);
                    if (decision instanceof RecordDecision.Create) {
                        // What stands there now may be what we have just created, under an id that we were not told.
                        situation = new Situation(zone, hostname, Optional.empty(), mark, tunnelTarget);
                    }
                }
            }
            api.breathe(purpose);
        }
    }

    private List<DnsRecord> look(Situation situation, Optional<Unclear> unclear, Purpose purpose) {
        try {
            return records.at(situation.zone(), situation.hostname());
        } catch (PortFailure unreadable) {
            throw unclear.map(lost -> ApiFailures.notReadBack(purpose, lost, unreadable)).orElse(unreadable);
        }
    }

    private static Optional<PublishOutcome> standing(RecordDecision decision, boolean writtenBefore) {
        return switch (decision) {
            case RecordDecision.Keep(DnsRecord record) -> Optional
                    .of(new PublishOutcome.Published(record.toWritten(), writtenBefore));
            case RecordDecision.Refuse(Refusal refusal) -> Optional.of(new PublishOutcome.Refused(refusal));
            case RecordDecision.Create() -> Optional.empty();
            case RecordDecision.Adjust adjust -> Optional.empty();
        };
    }

    private ApiReply write(RecordDecision decision, Situation situation, Purpose purpose) {
        return decision instanceof RecordDecision.Adjust(DnsRecord record)
                ? records.adjust(situation.zone(), record, situation.hostname(), situation.mark(), purpose)
                : records.create(situation.zone(), situation.hostname(), situation.mark(), purpose);
    }

    private PublishOutcome written(Situation situation, DnsRecord record) {
        if (record.id().isBlank() || !record.name().equals(situation.hostname().text())
                || !record.leadsTo(tunnelTarget)) {
            throw new PortFailure(PortFailure.Kind.OUTCOME_UNKNOWN,
                    "Cloudflare says that it wrote " + record.type() + " " + record.name() + " in zone "
                            + situation.zone().name() + " when it was asked for " + situation.hostname() + ".",
                    "Look at the zone's records in Cloudflare's dashboard.");
        }
        LOG.info("{} in zone {} leads to the tunnel (record {})", situation.hostname(), situation.zone().name(),
                record.id());
        // With the mark that was sent: had it been dropped, the record must not pass for ours without one.
        return new PublishOutcome.Published(
                new WrittenRecord(record.id(), record.type(), record.content(), situation.mark()), true);
    }

    /** Something appeared or vanished between looking and writing; looking again will tell. */
    private static boolean isConflict(Declined no) {
        return no.has(81053, 81054, 81057, 81058) || ZoneRecords.isGone(no);
    }

    private static Optional<PublishOutcome> refusal(Situation situation, Declined no) {
        Zone zone = situation.zone();
        if (no.has(81045) || no.says("quota exceeded")) {
            return Optional.of(refused(RefusalCode.RECORD_QUOTA,
                    "Zone " + zone.name() + " holds as many records as its plan allows (" + no.describe() + ").",
                    "Delete records of zone " + zone.name() + " that nobody needs, or upgrade its plan."));
        }
        if (no.has(9000, 9015)) {
            return Optional.of(refused(RefusalCode.INVALID_HOSTNAME,
                    "Cloudflare does not accept " + situation.hostname() + " as a name (" + no.describe() + ").",
                    "Use another hostname in zone " + zone.name() + "."));
        }
        return Optional.empty();
    }

    private static PublishOutcome refused(RefusalCode code, String problem, String recommendation) {
        return new PublishOutcome.Refused(new Refusal(code, problem, recommendation));
    }

    private static PortFailure stuck(Purpose purpose, Optional<Unclear> unclear, Optional<Declined> conflict) {
        if (unclear.isPresent()) {
            return ApiFailures.notSeen(purpose, unclear.get());
        }
        return ApiFailures.exhausted(purpose,
                "it says that the name is taken and shows nothing there ("
                        + conflict.map(Declined::describe).orElse("no reason") + ")",
                MAX_WRITES);
    }
}
