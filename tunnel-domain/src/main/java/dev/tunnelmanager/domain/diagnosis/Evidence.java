package dev.tunnelmanager.domain.diagnosis;

import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Puts what was seen into sentences, so that people can judge a diagnosis themselves. */
final class Evidence {

    /** So many hostnames are named; of more only the number is told. */
    private static final int NAMED = 5;
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    static List<String> of(Observations seen, Finding finding, WatchSettings settings, List<HostnameTrouble> troubles) {
        List<String> sentences = new ArrayList<>();
        if (finding.fault() != Fault.NONE && seen.connector() instanceof ConnectorObservation.Found found) {
            found.replicas().forEach(replica -> sentences.add(replica(replica)));
        }
        if (finding.fault() != Fault.NONE && !seen.vitals().words().isBlank()) {
            sentences.add(seen.vitals().words());
        }
        sentences.addAll(seen.host().evidence());
        if (seen.rules().usable() == Sighting.NO) {
            sentences.add("The rule list cannot be used: " + seen.rules().words());
        }
        seen.canary().filter(canary -> canary.throughEdge() == Sighting.NO)
                .ifPresent(canary -> sentences.add("The canary " + canary.hostname() + ": " + canary.words()));
        sentences.addAll(signals(seen, settings));
        List<HostnameTrouble> down = troubles.stream().filter(HostnameTrouble::down).toList();
        down.stream().limit(NAMED).forEach(trouble -> sentences.add(trouble.hostname() + ": " + trouble.words()));
        if (down.size() > NAMED) {
            sentences.add(down.size() - NAMED + " more hostnames are not answered either.");
        }
        return sentences.stream().map(sentence -> LINE_BREAK.matcher(sentence).replaceAll(" ").strip())
                .filter(sentence -> !sentence.isEmpty()).distinct().toList();
    }

    private static String replica(Replica replica) {
        return replica.name() + " has " + replica.readyConnections() + " links to the edge.";
    }

    private static List<String> signals(Observations seen, WatchSettings settings) {
        Instant from = seen.at().minus(settings.signalWindow());
        Map<LogSignal.Kind, Integer> counts = new EnumMap<>(LogSignal.Kind.class);
        seen.vitals().signals().stream().filter(signal -> !signal.at().isBefore(from))
                .forEach(signal -> counts.merge(signal.kind(), 1, Integer::sum));
        List<String> sentences = new ArrayList<>();
        counts.forEach((kind, count) -> {
            switch (kind) {
                case TRANSPORT_TIMEOUT -> {
                    if (count >= settings.silences()) {
                        sentences.add(count + " links died of silence lately.");
                    }
                }
                case EDGE_LOST -> sentences.add("Links to the edge were lost lately: " + count + ".");
                case NAME_RESOLUTION_FAILED -> sentences.add("The connector could not resolve a name lately.");
                case REGISTRATION_REFUSED -> sentences.add("The edge refused the connector lately.");
                case RULES_REJECTED -> sentences.add("The connector refused its rules or settings lately.");
                case ORIGIN_UNREACHABLE -> sentences.add("A service behind the connector did not answer lately.");
                case REGISTERED -> {
                    // Good news are no evidence of a fault.
                }
            }
        });
        return sentences;
    }

    private Evidence() {}
}
