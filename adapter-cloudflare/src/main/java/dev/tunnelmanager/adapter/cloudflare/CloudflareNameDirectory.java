package dev.tunnelmanager.adapter.cloudflare;

import dev.tunnelmanager.domain.directory.DirectoryEntry;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.hostname.Zone;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.route.WrittenRecord;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Zones and DNS records over Cloudflare's v4 API. A name leads to the tunnel by a proxied CNAME to
 * {@code <tunnel id>.cfargotunnel.com}; the ownership mark is the record's comment.
 *
 * <p>Nothing is sent before the first call. Closing it breaks off what is under way.
 */
public final class CloudflareNameDirectory implements NameDirectory, AutoCloseable {

    private final CloudflareApi api;
    private final String tunnelTarget;
    private final ZoneList zones;
    private final ZoneRecords records;
    private final RecordPublisher publisher;
    private final RecordRemover remover;
    private final Preflight preflight;
    private final PublishingAdvice advice;

    /**
     * Makes one.
     *
     * @param settings what it must be told
     * @param clock for the rate limit, for {@code Retry-After} dates and for how long a pre-flight is valid
     */
    public CloudflareNameDirectory(CloudflareSettings settings, InstantSource clock) {
        this(settings, clock, Pause.REAL);
    }

    CloudflareNameDirectory(CloudflareSettings settings, InstantSource clock, Pause pause) {
        this.api = new CloudflareApi(settings, clock, pause);
        this.tunnelTarget = settings.tunnelTarget();
        this.zones = new ZoneList(api, settings.accountId(), settings.allowedZones());
        this.records = new ZoneRecords(api, tunnelTarget);
        this.publisher = new RecordPublisher(api, records, tunnelTarget);
        this.remover = new RecordRemover(api, records, tunnelTarget);
        this.preflight = new Preflight(api, settings.accountId(), settings.limits().preflightValid(), clock);
        this.advice = new PublishingAdvice(api);
    }

    @Override
    public List<Zone> zones() {
        return zones.read();
    }

    @Override
    public Optional<Refusal> preflight(Zone zone) {
        return preflight.check(zone);
    }

    @Override
    public List<DirectoryEntry> entriesAt(Zone zone, HostnamePattern hostname) {
        return noticing(zone, () -> records.at(zone, hostname)).stream()
                .map(record -> record.toEntry(tunnelTarget, zone.name())).toList();
    }

    @Override
    public Map<HostnamePattern, List<DirectoryEntry>> entriesAt(Zone zone, Set<HostnamePattern> hostnames) {
        return noticing(zone, () -> records.at(zone, hostnames)).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, found -> found.getValue().stream()
                        .map(record -> record.toEntry(tunnelTarget, zone.name())).toList()));
    }

    @Override
    public List<String> advice(Zone zone, HostnamePattern hostname) {
        return advice.of(zone, hostname);
    }

    @Override
    public PublishOutcome publish(Zone zone, HostnamePattern hostname, Optional<WrittenRecord> known, String mark) {
        return noticing(zone, () -> publisher.publish(zone, hostname, known, mark));
    }

    @Override
    public RemoveOutcome remove(Zone zone, WrittenRecord ours) {
        return noticing(zone, () -> remover.remove(zone, ours));
    }

    @Override
    public void close() {
        api.close();
    }

    private <T> T noticing(Zone zone, Supplier<T> call) {
        try {
            return call.get();
        } catch (PortFailure failure) {
            preflight.forget(zone);
            throw failure;
        }
    }
}
