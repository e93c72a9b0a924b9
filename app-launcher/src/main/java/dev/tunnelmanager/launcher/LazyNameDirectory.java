package dev.tunnelmanager.launcher;

import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.NameDirectory;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sets the real directory up when it is first needed: most processes never call the provider, and what it needs (tunnel id, token)
 * must not keep anybody from listing ports. A set-up that fails is tried again at the next call.
 */
final class LazyNameDirectory implements NameDirectory {

    private final Supplier<NameDirectory> setUp;
    private @Nullable NameDirectory real;

    LazyNameDirectory(Supplier<NameDirectory> setUp) {
        this.setUp = setUp;
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
        return real().zones();
    }

    @Override
    public Optional<Refusal> preflight(Zone zone) {
        return real().preflight(zone);
    }

    @Override
    public List<DirectoryEntry> entriesAt(Zone zone, HostnamePattern hostname) {
        return real().entriesAt(zone, hostname);
    }

    @Override
    public List<String> advice(Zone zone, HostnamePattern hostname) {
        return real().advice(zone, hostname);
    }

    @Override
    public PublishOutcome publish(Zone zone, HostnamePattern hostname, Optional<WrittenRecord> known, String mark) {
        return real().publish(zone, hostname, known, mark);
    }

    @Override
    public RemoveOutcome remove(Zone zone, WrittenRecord ours) {
        return real().remove(zone, ours);
    }
}
