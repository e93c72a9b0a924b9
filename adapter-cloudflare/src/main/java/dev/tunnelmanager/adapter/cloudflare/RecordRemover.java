package dev.tunnelmanager.adapter.cloudflare;

import dev.tunnelmanager.adapter.cloudflare.ApiReply.Declined;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Done;
import dev.tunnelmanager.adapter.cloudflare.ApiReply.Unclear;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.NameDirectory.RemoveOutcome;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a record of ours away, if it still is ours: look, delete, and after anything but a clear answer look again. */
final class RecordRemover {

    private static final Logger LOG = LoggerFactory.getLogger(RecordRemover.class);

    private static final int MAX_WRITES = 2;

    private final CloudflareApi api;
    private final ZoneRecords records;
    private final String tunnelTarget;

    RecordRemover(CloudflareApi api, ZoneRecords records, String tunnelTarget) {
        this.api = api;
        this.records = records;
        this.tunnelTarget = tunnelTarget;
    }

    RemoveOutcome remove(Zone zone, WrittenRecord ours) {
        Purpose purpose = Purpose.inZone("remove record " + ours.id() + " from zone " + zone.name(), zone.name());
        Optional<Unclear> unclear = Optional.empty();
        for (int writes = 0;; writes++) {
            Optional<DnsRecord> there = look(zone, ours, unclear, purpose);
            if (there.isEmpty()) {
                return gone(zone, ours, unclear.isPresent());
            }
            if (!isOurs(there.get(), ours)) {
                return new RemoveOutcome.Changed(there.get().toEntry(tunnelTarget, zone.name()));
            }
            if (writes == MAX_WRITES) {
                throw ApiFailures.notSeen(purpose, unclear.orElseThrow());
            }
            switch (records.delete(zone, ours.id(), purpose)) {
                case Done done -> {
                    return gone(zone, ours, true);
                }
                case Declined no when ZoneRecords.isGone(no) -> {
                    return gone(zone, ours, unclear.isPresent());
                }
                case Declined no -> throw ApiFailures.declined(no, purpose);
                case Unclear lost -> {
                    LOG.debug("Unclear whether record {} was removed from {}: {}", ours.id(), zone.name(), lost.why());
                    unclear = Optional.of(lost);
                }
            }
            api.breathe(purpose);
        }
    }

    private Optional<DnsRecord> look(Zone zone, WrittenRecord ours, Optional<Unclear> unclear, Purpose purpose) {
        try {
            return records.byId(zone, ours.id());
        } catch (PortFailure unreadable) {
            throw unclear.map(lost -> ApiFailures.notReadBack(purpose, lost, unreadable)).orElse(unreadable);
        }
    }

    private static RemoveOutcome gone(Zone zone, WrittenRecord ours, boolean byUs) {
        if (byUs) {
            LOG.info("Record {} ({} {}) is removed from zone {}", ours.id(), ours.type(), ours.content(),
                    zone.name());
            return new RemoveOutcome.Removed();
        }
        return new RemoveOutcome.AlreadyGone();
    }

    private static boolean isOurs(DnsRecord record, WrittenRecord ours) {
        return record.id().equals(ours.id()) && record.type().equals(ours.type())
                && record.content().equalsIgnoreCase(ours.content()) && record.comment().equals(ours.mark());
    }
}
