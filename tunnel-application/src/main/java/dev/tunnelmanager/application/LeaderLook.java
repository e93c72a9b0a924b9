package dev.tunnelmanager.application;

import dev.tunnelmanager.ports.driven.Leadership.ProcessState;
import dev.tunnelmanager.ports.driven.StateReader;
import java.util.Optional;

/** Tells who leads, for those who wait for it, and whether it was stopped. */
final class LeaderLook {

    private final DrivenPorts ports;

    LeaderLook(DrivenPorts ports) {
        this.ports = ports;
    }

    /** Returns who leads, in words, and that it is stopped if it is; empty if nobody ever did. */
    Optional<String> words() {
        return ports.state().read(StateReader::leader).map(this::withCondition);
    }

    String withCondition(String written) {
        return stopped(written).isPresent() ? written + ", which is stopped" : written;
    }

    /** Returns what holds everybody up and how to end that, as a sentence; empty if the leader is not stopped. */
    Optional<String> obstacle() {
        return ports.state().read(StateReader::leader).flatMap(this::stopped)
                .map(leader -> "The leader, " + leader.text()
                        + ", is stopped, and nothing is carried out until it goes on:"
                        + " kill -CONT " + leader.process());
    }

    private Optional<LeaderWords> stopped(String written) {
        return LeaderWords.parse(written).filter(
                leader -> ports.leadership().stateOf(leader.process(), leader.since()) == ProcessState.STOPPED);
    }
}
