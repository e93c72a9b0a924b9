package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one decision has seen so far. Lives inside one call of {@link TargetSelection#decide}. */
final class Findings {

    private final List<String> evidence;
    private final List<String> warnings;

    Findings() {
        this(List.of(), List.of());
    }

    private Findings(List<String> evidence, List<String> warnings) {
        this.evidence = new ArrayList<>(evidence);
        this.warnings = new ArrayList<>(warnings);
    }

    /** Returns findings that can go on separately, for trying something out. */
    Findings copy() {
        return new Findings(evidence, warnings);
    }

    void saw(String sentence) {
        if (!evidence.contains(sentence)) {
            evidence.add(sentence);
        }
    }

    void warn(String sentence) {
        if (!warnings.contains(sentence)) {
            warnings.add(sentence);
        }
    }

    TargetDecision refuse(RefusalCode code, String problem, String recommendation) {
        return new TargetDecision.Refused(new Refusal(code, problem, recommendation), evidence);
    }

    /** Chooses a port of the host, or of the connector's own namespace. */
    TargetDecision chooseLocal(ServiceHint hint, String host, PortNumber port, Optional<String> container,
            String reason) {
        return choose(hint, host, port, Target.Kind.LOCALHOST, container, Optional.empty(), reason);
    }

    /** Chooses a container by a name on a shared network. */
    TargetDecision chooseNamed(ServiceHint hint, String host, PortNumber port, String container, String network,
            String reason) {
        return choose(hint, host, port, Target.Kind.CONTAINER, Optional.of(container), Optional.of(network), reason);
    }

    private TargetDecision choose(ServiceHint hint, String host, PortNumber port, Target.Kind kind,
            Optional<String> container, Optional<String> network, String reason) {
        OriginService service = new OriginService(hint.scheme().text() + "://" + host + ":" + port);
        return new TargetDecision.Chosen(
                new Target(service, hint.tlsVerify(), kind, container, network, reason, evidence, warnings));
    }
}
