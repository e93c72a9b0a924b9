package dev.tunnelmanager.adapter.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tunnelmanager.ports.driving.HealthReport.Component;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;

/** The pages as JSON. */
final class HealthText {

    private static final JsonFactory JSON = new JsonFactory();
    private static final double NANOS_PER_MILLI = 1e6;

    private final String version;
    private final Map<String, String> names;
    private final InstantSource clock;

    /**
     * Writes pages.
     *
     * @param version of the product
     * @param names what a part is called on the pages, by what the core calls it; others keep their name
     */
    HealthText(String version, Map<String, String> names, InstantSource clock) {
        this.version = version;
        this.names = Map.copyOf(names);
        this.clock = clock;
    }

    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    /** Returns a page that says no more than a word. */
    String brief(String status) {
        return page(status, json -> {});
    }

    /** Returns a page with each part. */
    String detailed(Standing standing, HealthLook.Seen seen, MachineLoad load) {
        return page(standing.text(), json -> {
            if (seen.trouble().isPresent()) {
                json.writeStringField("message", seen.trouble().get());
            }
            json.writeObjectFieldStart("components");
            if (seen.report().isPresent()) {
                for (Component part : seen.report().get().components()) {
                    part(json, part);
                }
            }
            system(json, load);
            json.writeEndObject();
        });
    }

    /** Returns the page of something that there is not. */
    String refusal(String problem, String recommendation) {
        return page("refused", json -> {
            json.writeStringField("error", problem);
            json.writeStringField("recommendation", recommendation);
        });
    }

    private void part(JsonGenerator json, Component part) throws IOException {
        json.writeObjectFieldStart(names.getOrDefault(part.name(), part.name()));
        json.writeStringField("status", part.condition().name().toLowerCase(Locale.ROOT));
        json.writeStringField("message", part.words());
        if (part.latency().isPresent()) {
            json.writeNumberField("latency_ms", part.latency().get().toNanos() / NANOS_PER_MILLI);
        }
        json.writeStringField("last_seen", part.seenAt().truncatedTo(ChronoUnit.MILLIS).toString());
        json.writeEndObject();
    }

    private static void system(JsonGenerator json, MachineLoad load) throws IOException {
        json.writeObjectFieldStart("system");
        json.writeStringField("status", "up");
        if (load.cpu().isPresent()) {
            json.writeNumberField("cpu_load", load.cpu().getAsDouble());
        }
        json.writeNumberField("cpu_cores", load.cores());
        json.writeNumberField("memory_total_bytes", load.memoryTotal());
        json.writeNumberField("memory_available_bytes", load.memoryAvailable());
        json.writeNumberField("heap_used_bytes", load.heapUsed());
        json.writeEndObject();
    }

    private String page(String status, Members more) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("status", status);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            json.writeStringField("timestamp", now.toString());
            json.writeStringField("service", "tunnel-manager");
            json.writeStringField("version", version);
            more.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.append('\n').toString();
    }
}
