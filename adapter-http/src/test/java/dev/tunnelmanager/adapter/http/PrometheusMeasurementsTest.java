package dev.tunnelmanager.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.MeasurementsContract;
import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driven.Measurements.Count;
import dev.tunnelmanager.ports.driven.Measurements.Time;
import dev.tunnelmanager.ports.driving.HealthReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PrometheusMeasurementsTest implements MeasurementsContract {

    private static final Map<Count, String> COUNTERS = Map.of(Count.RESTART, "restarts_total{reason", Count.STRIKE,
            "strikes_total{reason", Count.SIGNAL, "log_signals_total{kind", Count.OPERATION,
            "operations_total{outcome", Count.PROVIDER_CALL, "provider_calls_total{result", Count.LEADER_CHANGE,
            "leader_changes_total{reason");
    private static final Map<Time, String> TIMES = Map.of(Time.PROBE, "probe_duration_seconds", Time.LOOK,
            "look_duration_seconds");

    private final PrometheusMeasurements measurements = new PrometheusMeasurements("1.2.3");

    @Override
    public Measurements measurements() {
        return measurements;
    }

    @Override
    public long counted(Count what, String label) {
        return (long) value(COUNTERS.get(what) + "=\"" + label + "\"}").orElse(0);
    }

    @Override
    public Timed timed(Time what) {
        return new Timed((long) value(TIMES.get(what) + "_count").orElse(0),
                Duration.ofNanos(Math.round(value(TIMES.get(what) + "_sum").orElse(0) * 1e6) * 1_000));
    }

    /** Reads a series from the page, as Prometheus would. */
    private OptionalDouble value(String series) {
        return page().lines().filter(line -> line.startsWith("tunnel_manager_" + series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).findFirst();
    }

    private String page() {
        return measurements.page(Optional.empty());
    }

    @Test
    void every_line_is_of_the_text_format() {
        measurements.count(Count.OPERATION, "a\"b\\c\nd");
        measurements.took(Time.PROBE, Duration.ofMillis(30));
        Pattern sample = Pattern
                .compile("[a-z_]+(\\{([a-z_]+=\"([^\"\\\\]|\\\\[\"\\\\n])*\",?)+})? -?[0-9.E+-]+(Inf)?");
        assertThat(page().lines().filter(line -> !line.startsWith("# "))).hasSizeGreaterThan(10)
                .allSatisfy(line -> assertThat(line).matches(sample));
        assertThat(page()).contains("# TYPE tunnel_manager_operations_total counter",
                "# TYPE tunnel_manager_probe_duration_seconds histogram",
                "tunnel_manager_probe_duration_seconds_bucket{le=\"0.05\"} 1",
                "tunnel_manager_build_info{version=\"1.2.3\"} 1");
    }

    @Test
    void what_an_alarm_would_be_made_of_is_there_before_the_first_one() {
        assertThat(page()).contains("tunnel_manager_restarts_total{reason=\"process_gone\"} 0",
                "tunnel_manager_strikes_total{reason=\"not_connected\"} 0",
                "tunnel_manager_log_signals_total{kind=\"transport_timeout\"} 0",
                "tunnel_manager_log_signals_total{kind=\"name_resolution_failed\"} 0");
    }

    @Test
    void a_flood_of_labels_ends_up_under_one() {
        for (int i = 0; i < 1_000; i++) {
            measurements.count(Count.PROVIDER_CALL, "label_" + i);
        }
        assertThat(counted(Count.PROVIDER_CALL, "label_0")).isEqualTo(1);
        assertThat(counted(Count.PROVIDER_CALL, "other")).isEqualTo(950);
        assertThat(page().lines().filter(line -> line.startsWith("tunnel_manager_provider_calls_total"))).hasSize(51);
    }

    @Test
    void how_each_part_is_stands_beside_what_was_counted() {
        HealthReport report = Reports.of(Reports.part("database", HealthReport.Condition.UP),
                Reports.part("directory", HealthReport.Condition.DOWN),
                Reports.part("connector", HealthReport.Condition.DEGRADED),
                Reports.part("database", HealthReport.Condition.DOWN));
        assertThat(measurements.page(Optional.of(report)).lines().filter(line -> line.contains("component_up{")))
                .containsExactlyInAnyOrderElementsOf(
                        List.of("tunnel_manager_component_up{component=\"database\"} 1.0",
                                "tunnel_manager_component_up{component=\"directory\"} 0.0",
                                "tunnel_manager_component_up{component=\"connector\"} 0.5"));
    }
}
