package dev.tunnelmanager.launcher;

import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driven.Measurements.Count;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sets the real directory up when it is first needed: most processes never call the provider, and what it needs (tunnel id, token)
 * must not keep anybody from listing ports. A set-up that fails is tried again at the next call. Each call is counted with its result,
 * a set-up that fails as what it failed of.
 */
final class LazyNameDirectory implements NameDirectory {

    private final Supplier<NameDirectory> setUp;
    private final Measurements measurements;
    private @Nullable NameDirectory real;

    LazyNameDirectory(Supplier<NameDirectory> setUp, Measurements measurements) {
        this.setUp = setUp;
        this.measurements = measurements;
    }

    private <T> T counted(Function<NameDirectory, T> call) {
        try {
            T answer = call.apply(real());
            measurements.count(Count.PROVIDER_CALL, "ok");
            return answer;
        } catch (PortFailure failure) {
            measurements.count(Count.PROVIDER_CALL, failure.kind().name().toLowerCase(Locale.ROOT));
            throw failure;
        }
    }

    private synchronized NameDirectory real() {
        NameDirectory known = real;
        if (known == null) {
            known = setUp.get();
            real = known;
        }
        return known;
    }

    @Override
    public List<Zone> zones() {
        return counted(NameDirectory::zones);
    }

    @Override
    public Optional<Refusal> preflight(Zone zone) {
        return counted(directory -> directory.preflight(zone));
    }

    @Override
    public List<DirectoryEntry> entriesAt(Zone zone, HostnamePattern hostname) {
        return counted(directory -> directory.entriesAt(zone, hostname));
    }

    @Override
    public Map<HostnamePattern, List<DirectoryEntry>> entriesAt(Zone zone, Set<HostnamePattern> hostnames) {
        return counted(directory -> directory.entriesAt(zone, hostnames));
    }

    @Override
    public List<String> advice(Zone zone, HostnamePattern hostname) {
        return real().advice(zone, hostname);
    }

    @Override
    public PublishOutcome publish(Zone zone, HostnamePattern hostname, Optional<WrittenRecord> known, String mark) {
        return counted(directory -> directory.publish(zone, hostname, known, mark));
    }

    @Override
    public RemoveOutcome remove(Zone zone, WrittenRecord ours) {
        return counted(directory -> directory.remove(zone, ours));
    }
}
