package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.ownership.TokenHash;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateWriter;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.time.Instant;
import java.util.Optional;

/** Checks that a caller is who its process says it is, and that it may do what it asks. */
final class Identification {

    /** Throws unless the caller has presented the token that is set for it, if one is. */
    static void check(Caller caller, StateReader state) {
        Optional<TokenHash> needed = switch (caller.actor()) {
            case Actor.Meta meta -> state.metaToken();
            case Actor.Project project -> state.project(project.name()).flatMap(Project::tokenHash);
        };
        if (needed.isPresent() && !caller.token().map(needed.get()::matches).orElse(false)) {
            throw new Refused(RefusalCode.TOKEN_REJECTED,
                    "A token is set for " + caller.actor().name() + ", and this process presented "
                            + (caller.token().isPresent() ? "another one." : "none."),
                    "Set TUNNEL_MANAGER_TOKEN in the environment of this process to the token that the meta-supervisor"
                            + " issued, and start it again.");
        }
    }

    /** Throws unless the caller is the meta-supervisor. */
    static void requireMeta(Caller caller, StateReader state) {
        check(caller, state);
        if (!(caller.actor() instanceof Actor.Meta)) {
            throw new Refused(RefusalCode.META_ONLY,
                    "Only the meta-supervisor may do this, and this process was launched for project "
                            + caller.actor().name() + ".",
                    "Ask the meta-supervisor, or launch with --meta if you are.");
        }
    }

    /** Returns the project as it is on record, and puts it there if it acts for the first time. */
    static Project admitted(ProjectName name, StateWriter state, Instant now) {
        Optional<Project> known = state.project(name);
        if (known.isPresent()) {
            return known.get();
        }
        if (!state.registrationOpen() && !name.equals(ProjectName.META)) {
            throw new Refused(RefusalCode.REGISTRATION_CLOSED,
                    "Project " + name + " is not known, and registration is closed.",
                    "Ask the meta-supervisor to run: tunnel-manager project set " + name + " --meta");
        }
        Project newcomer = Project.unlimited(name, now);
        state.put(newcomer);
        state.append(Audit.success(now, name, name, "project.register", name.text()).after("registered").entry());
        return newcomer;
    }

    private Identification() {}
}
