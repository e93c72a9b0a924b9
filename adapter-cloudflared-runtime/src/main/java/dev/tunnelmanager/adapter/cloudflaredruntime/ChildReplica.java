package dev.tunnelmanager.adapter.cloudflaredruntime;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One start of the program: normally one process, more where the program is a script that starts another.
 *
 * @param tag what all of them carry
 * @param members its live processes, at least one
 */
record ChildReplica(ReplicaTag tag, List<ProcessTable.Tagged> members) {

    ChildReplica {
        members = List.copyOf(members);
    }

    /** Returns the starts to which {@code processes} belong, in the order of their first process. */
    static List<ChildReplica> group(List<ProcessTable.Tagged> processes) {
        Map<ReplicaTag, List<ProcessTable.Tagged>> byTag = new LinkedHashMap<>();
        for (ProcessTable.Tagged process : processes) {
            byTag.computeIfAbsent(process.tag(), unused -> new ArrayList<>()).add(process);
        }
        return byTag.entrySet().stream().map(e -> new ChildReplica(e.getKey(), e.getValue())).toList();
    }

    HostPort address() {
        return tag.address();
    }

    /** Returns whether the process that we started is among them; without it the others are left-overs. */
    boolean hasLeader() {
        return members.stream().anyMatch(ProcessTable.Tagged::leadsSession);
    }

    Optional<Instant> startedAt() {
        return members.stream().filter(ProcessTable.Tagged::leadsSession).findFirst()
                .flatMap(leader -> ProcessHandle.of(leader.pid())).flatMap(handle -> handle.info().startInstant())
                .map(instant -> instant.truncatedTo(ChronoUnit.MILLIS));
    }
}
