package dev.tunnelmanager.adapter.http;

import dev.tunnelmanager.domain.diagnosis.Fault;
import dev.tunnelmanager.domain.diagnosis.LogSignal;
import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driving.HealthReport;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts and times in the form that Prometheus reads; durations in seconds. The counts begin at 0 with this process. */
public final class PrometheusMeasurements implements Measurements {

    /** What the watch does something about. */
    private static final List<Fault> CURED = List.of(Fault.RULES_REJECTED, Fault.CRASH_LOOP, Fault.PROCESS_GONE,
            Fault.BACKING_OFF, Fault.NOT_CONNECTED, Fault.BLACK_HOLE, Fault.DEGRADED);

    /** What the page is in: the text format, version 0.0.4. */
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final String PREFIX = "tunnel_manager_";
    /** A label is one of few words; whoever breaks that must not fill the memory. */
    private static final int MOST_LABELS = 50;
    private static final int LONGEST_LABEL = 60;
    private static final String OTHER = "other";
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.builder().build();
    private final Map<Count, Counter> counters = new EnumMap<>(Count.class);
    private final Map<Count, Set<String>> labels = new EnumMap<>(Count.class);
    private final Map<Time, Histogram> times = new EnumMap<>(Time.class);

    /** Starts at zero, for this version of the product. */
    public PrometheusMeasurements(String version) {
        for (Count what : Count.values()) {
            counters.put(what, counter(what));
            labels.put(what, ConcurrentHashMap.newKeySet());
        }
        for (Time what : Time.values()) {
            times.put(what, histogram(what));
        }
        // A rate over a series that begins with its first event misses that event.
        for (LogSignal.Kind kind : LogSignal.Kind.values()) {
            counterOf(Count.SIGNAL).labelValues(known(Count.SIGNAL, kind.name())).inc(0);
        }
        for (Fault fault : CURED) {
            counterOf(Count.RESTART).labelValues(known(Count.RESTART, fault.name())).inc(0);
            counterOf(Count.STRIKE).labelValues(known(Count.STRIKE, fault.name())).inc(0);
        }
        Info.builder().name(PREFIX + "build_info").help("The version that runs.").labelNames("version")
                .register(registry).setLabelValues(version);
    }

    @Override
    public void count(Count what, String label) {
        counterOf(what).labelValues(known(what, label)).inc();
    }

    @Override
    public void took(Time what, Duration duration) {
        histogramOf(what).observe(Math.max(0, duration.getSeconds() + duration.getNano() / NANOS_PER_SECOND));
    }

    /** Returns everything, with how each part is, in the text format. */
    String page(Optional<HealthReport> report) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        registry.scrape().forEach(all::metricSnapshot);
        report.ifPresent(health -> all.metricSnapshot(parts(health)));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, all.build());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static GaugeSnapshot parts(HealthReport health) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(PREFIX + "component_up")
                .help("How a part was when it was last seen: 1 up, 0.5 degraded, 0 down or unknown.");
        Set<String> told = ConcurrentHashMap.newKeySet();
        for (HealthReport.Component part : health.components()) {
            if (told.add(part.name())) {
                gauge.dataPoint(GaugeDataPointSnapshot.builder().labels(Labels.of("component", part.name()))
                        .value(switch (part.condition()) {
                            case UP -> 1;
                            case DEGRADED -> 0.5;
                            case DOWN, UNKNOWN -> 0;
                        }).build());
            }
        }
        return gauge.build();
    }

    private String known(Count what, String label) {
        String lower = label.toLowerCase(Locale.ROOT).strip();
        String word = lower.isEmpty() || lower.length() > LONGEST_LABEL ? OTHER : lower;
        Set<String> seen = labels.getOrDefault(what, Set.of());
        if (seen.contains(word)) {
            return word;
        }
        // Two threads may each add one beyond the bound at the same time, which does no harm.
        return seen.size() < MOST_LABELS && seen.add(word) ? word : seen.contains(word) ? word : OTHER;
    }

    private Counter counterOf(Count what) {
        return of(counters, what);
    }

    private Histogram histogramOf(Time what) {
        return of(times, what);
    }

    private static <K, V> V of(Map<K, V> all, K key) {
        V value = all.get(key);
        if (value == null) {
            throw new IllegalStateException("Nothing counts " + key);
        }
        return value;
    }

    private Counter counter(Count what) {
        return switch (what) {
            case RESTART -> counter("restarts", "reason", "How often the connector was replaced, and why.");
            case STRIKE -> counter("strikes", "reason", "Looks that were bad.");
            case SIGNAL -> counter("log_signals", "kind", "Signals in the connector's log: transport_timeout is a QUIC"
                    + " time-out, name_resolution_failed a DNS failure.");
            case OPERATION -> counter("operations", "outcome", "Operations that have ended.");
            case PROVIDER_CALL -> counter("provider_calls", "result", "Calls of the provider's API.");
            case LEADER_CHANGE -> counter("leader_changes", "reason", "How often this process has become leader.");
        };
    }

    private Counter counter(String name, String label, String help) {
        return Counter.builder().name(PREFIX + name + "_total").help(help).labelNames(label)
                .withoutExemplars().register(registry);
    }

    private Histogram histogram(Time what) {
        return switch (what) {
            case PROBE -> histogram("probe", "How long probes through the edge took.");
            case LOOK -> histogram("look", "How long rounds of looks took.");
        };
    }

    private Histogram histogram(String name, String help) {
        return Histogram.builder().name(PREFIX + name + "_duration_seconds").help(help).classicOnly()
                .classicUpperBounds(0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10).withoutExemplars()
                .register(registry);
    }
}
