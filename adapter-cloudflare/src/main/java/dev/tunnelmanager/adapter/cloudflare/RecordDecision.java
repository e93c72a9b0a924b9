package dev.tunnelmanager.adapter.cloudflare;

import dev.tunnelmanager.domain.directory.DirectoryDecision;
import dev.tunnelmanager.domain.directory.DirectoryDecision.Publishing;
import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.route.WrittenRecord;
import java.util.List;
import java.util.Optional;

/** What is to be done about a name, given what stands there. */
sealed interface RecordDecision {

    /** Nothing of ours stands there, and nothing is in the way. */
    record Create() implements RecordDecision {}

    /**
     * Ours stands there as it should.
     *
     * @param record ours
     */
    record Keep(DnsRecord record) implements RecordDecision {}

    /**
     * Ours stands there, and is not as it should be.
     *
     * @param record ours
     */
    record Adjust(DnsRecord record) implements RecordDecision {}

    /**
     * Something else stands in the way, or what was ours is not ours any more.
     *
     * @param refusal why
     */
    record Refuse(Refusal refusal) implements RecordDecision {}

    /** What the decision is about. */
    record Situation(Zone zone, HostnamePattern hostname, Optional<WrittenRecord> known, String mark,
            String tunnelTarget) {}

    /** Decides by what {@code there} stands at the name: whose it is by the domain's rule, its shape by ours. */
    static RecordDecision decide(Situation situation, List<DnsRecord> there) {
        List<DirectoryEntry> entries = there.stream()
                .map(record -> record.toEntry(situation.tunnelTarget(), situation.zone().name())).toList();
        // No id on record may always mean that a write was interrupted; the mark decides then.
        Publishing publishing = DirectoryDecision.forPublishing(entries, situation.known(), true, situation.mark());
        return switch (publishing) {
            case Publishing.Free() -> new Create();
            case Publishing.Ours ours -> there.stream().filter(record -> record.id().equals(ours.entry().id()))
                    .findFirst().map(record -> keepOrAdjust(situation, record)).orElseThrow();
            case Publishing.Blocked(Refusal refusal) -> new Refuse(new Refusal(refusal.code(),
                    situation.hostname() + " in zone " + situation.zone().name() + ": " + refusal.problem(),
                    refusal.recommendation()));
        };
    }

    private static RecordDecision keepOrAdjust(Situation situation, DnsRecord record) {
        return record.isInShape(situation.mark()) ? new Keep(record) : new Adjust(record);
    }
}
