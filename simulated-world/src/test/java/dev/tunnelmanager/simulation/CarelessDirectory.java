package dev.tunnelmanager.simulation;

import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.NameDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A directory behind an adapter that does everything right; what errs overrides one method. */
class CarelessDirectory implements NameDirectory {

    final NameDirectory real;

    CarelessDirectory(NameDirectory real) {
        this.real = real;
    }

    @Override
    public List<Zone> zones() {
        return real.zones();
    }

    @Override
    public Optional<Refusal> preflight(Zone zone) {
        return real.preflight(zone);
    }

    @Override
    public List<DirectoryEntry> entriesAt(Zone zone, HostnamePattern hostname) {
        return real.entriesAt(zone, hostname);
    }

    @Override
    public Map<HostnamePattern, List<DirectoryEntry>> entriesAt(Zone zone, Set<HostnamePattern> hostnames) {
        return real.entriesAt(zone, hostnames);
    }

    @Override
    public List<String> advice(Zone zone, HostnamePattern hostname) {
        return real.advice(zone, hostname);
    }

    @Override
    public PublishOutcome publish(Zone zone, HostnamePattern hostname, Optional<WrittenRecord> known, String mark) {
        return real.publish(zone, hostname, known, mark);
    }

    @Override
    public RemoveOutcome remove(Zone zone, WrittenRecord ours) {
        return real.remove(zone, ours);
    }
}
