package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.domain.directory.DirectoryDecision;
import dev.tunnelmanager.domain.directory.DirectoryDecision.Publishing;
import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A public directory in memory. Safe for use by many threads; every call is atomic.
 *
 * <p>{@link #fail} makes calls go wrong; {@link #plant}, {@link #change} and {@link #takeAway} do what other people do.
 */
public final class SimulatedNameDirectory implements NameDirectory {

    /** How a call goes wrong. */
    public enum Fault {
        /** Any call: nothing is done. */
        UNAVAILABLE,
        /** Any call: the credentials are refused. */
        DENIED,
        /** A change: it is carried out, and the answer is lost. */
        APPLIED_UNANSWERED,
        /** A change: it is lost. */
        LOST_UNANSWERED
    }

    /**
     * What stands at a name.
     *
     * @param hostname the name
     * @param entry what stands there
     */
    public record Standing(HostnamePattern hostname, DirectoryEntry entry) {}

    private static final String TYPE = "CNAME";
    private static final Set<String> EXCLUDING = Set.of("A", "AAAA", TYPE, "NS");

    private final String tunnelContent;
    private final Map<String, Zone> zones = new TreeMap<>();
    private final Map<String, Standing> standing = new TreeMap<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private Optional<Fault> lasting = Optional.empty();
    private Optional<Map<String, Standing>> heldBack = Optional.empty();
    private OptionalInt quota = OptionalInt.empty();
    private int lastId;
    private int changes;

    /**
     * Makes one with nothing in it.
     *
     * @param tunnelContent what an entry that leads to the tunnel says
     * @param zones the zones it shows
     */
    public SimulatedNameDirectory(String tunnelContent, Collection<Zone> zones) {
        this.tunnelContent = tunnelContent;
        zones.forEach(zone -> this.zones.put(zone.name(), zone));
    }

    /** Makes the next call to which {@code fault} applies go wrong, once; several are met in order. */
    public synchronized void fail(Fault fault) {
        faults.add(fault);
    }

    /** Makes every call go wrong, until {@link #mend()}. A change that goes wrong leaves the directory unavailable. */
    public synchronized void failFromNowOn(Fault fault) {
        lasting = Optional.of(fault);
    }

    /** Ends all trouble. */
    public synchronized void mend() {
        faults.clear();
        lasting = Optional.empty();
        heldBack = Optional.empty();
        quota = OptionalInt.empty();
    }

    /** Has reads show what is there now until this is put right, whatever is written meanwhile. Writes are not held back. */
    public synchronized void holdReadsBack(boolean holds) {
        heldBack = holds ? Optional.of(new TreeMap<>(standing)) : Optional.empty();
    }

    /** Has the directory take no more than so many entries; empty lifts that. */
    public synchronized void limitTo(OptionalInt entries) {
        quota = entries;
    }

    /** Returns everything that stands in the directory, by id, whatever reads show. */
    public synchronized SortedMap<String, Standing> standing() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(standing));
    }

    /** Shows a zone, or shows it differently. */
    public synchronized void show(Zone zone) {
        zones.put(zone.name(), zone);
    }

    /** Puts an entry there as somebody else would, and returns its id. */
    public synchronized String plant(HostnamePattern at, String type, String content, String mark) {
        return put(at, type, content, mark).id();
    }

    /** Changes an entry as somebody else would. */
    public synchronized void change(String id, String content, String mark) {
        Standing before = existing(id);
        standing.put(id, new Standing(before.hostname(), entry(id, before.entry().type(), content, mark)));
    }

    /** Takes an entry away as somebody else would. */
    public synchronized void takeAway(String id) {
        existing(id);
        standing.remove(id);
    }

    /** Returns the entry of this id. */
    public synchronized DirectoryEntry entry(String id) {
        return existing(id).entry();
    }

    /** Returns whether {@code hostname} leads to the tunnel, by itself or by a wildcard one label above it. */
    public synchronized boolean leads(HostnamePattern hostname) {
        String wildcard = "*" + hostname.text().substring(hostname.text().indexOf('.'));
        return leadsExactly(hostname.text())
                || (standing.values().stream().noneMatch(s -> s.hostname().equals(hostname)) && leadsExactly(wildcard));
    }

    /** Returns how many changes were carried out through the port. */
    public synchronized int changes() {
        return changes;
    }

    @Override
    public synchronized List<Zone> zones() {
        meet("list the zones");
        return zones.values().stream().sorted().toList();
    }

    @Override
    public synchronized Optional<Refusal> preflight(Zone zone) {
        try {
            meet("look at zone " + zone.name());
        } catch (PortFailure failure) {
            if (failure.kind() == PortFailure.Kind.DENIED) {
                return Optional
                        .of(new Refusal(RefusalCode.PROVIDER_DENIED, failure.problem(), failure.recommendation()));
            }
            throw failure;
        }
        return zone.standing() == ZoneStanding.UNUSABLE
                ? Optional.of(new Refusal(RefusalCode.ZONE_UNUSABLE,
                        "Zone " + zone.name() + " cannot carry the tunnel.", "Use another zone."))
                : Optional.empty();
    }

    @Override
    public synchronized List<DirectoryEntry> entriesAt(Zone zone, HostnamePattern hostname) {
        meet("read the entries at " + hostname + " in zone " + zone.name());
        return heldBack.map(earlier -> at(hostname, earlier)).orElseGet(() -> at(hostname));
    }

    @Override
    public synchronized Map<HostnamePattern, List<DirectoryEntry>> entriesAt(Zone zone,
            Set<HostnamePattern> hostnames) {
        meet("read the entries at " + hostnames.size() + " names in zone " + zone.name());
        return hostnames.stream().collect(Collectors.toMap(hostname -> hostname, this::at));
    }

    @Override
    public synchronized List<String> advice(Zone zone, HostnamePattern hostname) {
        return zone.contains(hostname) && zone.depthOf(hostname) > zone.certificateDepth()
                ? List.of("No certificate covers " + hostname + ", which is " + zone.depthOf(hostname)
                        + " labels below zone " + zone.name() + ".")
                : List.of();
    }

    @Override
    public synchronized PublishOutcome publish(Zone zone, HostnamePattern hostname, Optional<WrittenRecord> known,
            String mark) {
        if (!zone.contains(hostname)) {
            return new PublishOutcome.Refused(new Refusal(RefusalCode.INVALID_HOSTNAME,
                    hostname + " does not lie in zone " + zone.name() + ".",
                    "Use a name in zone " + zone.name() + "."));
        }
        String what = "publish " + hostname + " in zone " + zone.name();
        meet(what);
        switch (DirectoryDecision.forPublishing(at(hostname), known, true, mark)) {
            case Publishing.Ours ours -> {
                return new PublishOutcome.Published(toWritten(ours.entry()), false);
            }
            case Publishing.Blocked blocked -> {
                return new PublishOutcome.Refused(blocked.refusal());
            }
            case Publishing.Free() -> {
                return create(hostname, mark, what);
            }
        }
    }

    @Override
    public synchronized RemoveOutcome remove(Zone zone, WrittenRecord ours) {
        String what = "remove entry " + ours.id() + " from zone " + zone.name();
        meet(what);
        Standing there = standing.get(ours.id());
        if (there == null) {
            return new RemoveOutcome.AlreadyGone();
        }
        if (!toWritten(there.entry()).equals(ours)) {
            return new RemoveOutcome.Changed(there.entry());
        }
        Optional<Fault> unanswered = unanswered();
        if (unanswered.equals(Optional.of(Fault.LOST_UNANSWERED))) {
            throw unknown(what);
        }
        standing.remove(ours.id());
        changes++;
        if (unanswered.isPresent()) {
            throw unknown(what);
        }
        return new RemoveOutcome.Removed();
    }

    private PublishOutcome create(HostnamePattern hostname, String mark, String what) {
        Optional<Fault> unanswered = unanswered();
        if (unanswered.equals(Optional.of(Fault.LOST_UNANSWERED))) {
            throw unknown(what);
        }
        if (quota.isPresent() && standing.size() >= quota.getAsInt()) {
            return new PublishOutcome.Refused(new Refusal(RefusalCode.RECORD_QUOTA,
                    "The simulated provider takes no more than " + quota.getAsInt() + " entries.",
                    "Remove entries that nobody needs."));
        }
        DirectoryEntry created = put(hostname, TYPE, tunnelContent, mark);
        changes++;
        if (unanswered.isPresent()) {
            throw unknown(what);
        }
        return new PublishOutcome.Published(toWritten(created), true);
    }

    private List<DirectoryEntry> at(HostnamePattern hostname) {
        return at(hostname, standing);
    }

    private static List<DirectoryEntry> at(HostnamePattern hostname, Map<String, Standing> entries) {
        return entries.values().stream().filter(s -> s.hostname().equals(hostname)).map(Standing::entry)
                .sorted(Comparator.comparing(DirectoryEntry::id)).toList();
    }

    private boolean leadsExactly(String name) {
        return standing.values().stream().anyMatch(s -> s.hostname().text().equals(name) && s.entry().leadsToTunnel());
    }

    private DirectoryEntry put(HostnamePattern hostname, String type, String content, String mark) {
        String id = String.format(Locale.ROOT, "entry-%06d", ++lastId);
        DirectoryEntry entry = entry(id, type, content, mark);
        standing.put(id, new Standing(hostname, entry));
        return entry;
    }

    private DirectoryEntry entry(String id, String type, String content, String mark) {
        return new DirectoryEntry(id, type, content, mark, type.equals(TYPE) && content.equals(tunnelContent),
                EXCLUDING.contains(type));
    }

    private Standing existing(String id) {
        Standing found = standing.get(id);
        if (found == null) {
            throw new IllegalArgumentException("No entry " + id);
        }
        return found;
    }

    private static WrittenRecord toWritten(DirectoryEntry entry) {
        return new WrittenRecord(entry.id(), entry.type(), entry.content(), entry.mark());
    }

    /** Fails if a fault that concerns every call is due. */
    private void meet(String what) {
        Optional<Fault> due = Optional.ofNullable(faults.peek()).or(() -> lasting);
        if (due.isEmpty() || due.get() == Fault.APPLIED_UNANSWERED || due.get() == Fault.LOST_UNANSWERED) {
            return;
        }
        faults.poll();
        throw due.get() == Fault.DENIED
                ? new PortFailure(PortFailure.Kind.DENIED, "The simulated provider refused to " + what + ".",
                        "Replace the credentials.")
                : new PortFailure(PortFailure.Kind.UNAVAILABLE, "The simulated provider did not " + what + ".",
                        "Try again.");
    }

    /** Returns the fault of a change that is due, after which the provider is silent if the fault was a lasting one. */
    private Optional<Fault> unanswered() {
        Optional<Fault> once = Optional.ofNullable(faults.poll());
        if (once.isPresent()) {
            return once;
        }
        Optional<Fault> due = lasting;
        if (due.isPresent()) {
            lasting = Optional.of(Fault.UNAVAILABLE);
        }
        return due;
    }

    private static PortFailure unknown(String what) {
        return new PortFailure(PortFailure.Kind.OUTCOME_UNKNOWN,
                "The simulated provider was told to " + what + " and did not answer.",
                "Read the entries again before anything else.");
    }
}
