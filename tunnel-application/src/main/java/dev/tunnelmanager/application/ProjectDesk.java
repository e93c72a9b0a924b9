package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.ownership.TokenHash;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.ports.driven.StateWriter;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Projects, their limits and their tokens. */
final class ProjectDesk {

    private static final int TOKEN_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private final DrivenPorts ports;

    ProjectDesk(DrivenPorts ports) {
        this.ports = ports;
    }

    List<Project> list(Caller caller) {
        return ports.state().read(state -> {
            Identification.check(caller, state);
            return switch (caller.actor()) {
                case Actor.Meta meta -> state.projects();
                case Actor.Project project -> state.project(project.name()).stream().toList();
            };
        });
    }

    Project set(Caller caller, Project limits) {
        Instant now = ports.clock().instant();
        return ports.state().change(state -> {
            Identification.requireMeta(caller, state);
            Optional<Project> before = state.project(limits.name());
            Project after = new Project(limits.name(), limits.ports(), limits.quota(), limits.suffixes(),
                    before.flatMap(Project::tokenHash), before.map(Project::createdAt).orElse(now));
            state.put(after);
            Audit entry = Audit.success(now, caller.actor().name(), limits.name(), "project.set", limits.name().text())
                    .after(describe(after));
            state.append(before.isPresent() ? entry.before(describe(before.get())).entry() : entry.entry());
            return after;
        });
    }

    String issueToken(Caller caller, ProjectName name) {
        byte[] token = new byte[TOKEN_BYTES];
        byte[] salt = new byte[SALT_BYTES];
        ports.chance().nextBytes(token);
        ports.chance().nextBytes(salt);
        String text = HexFormat.of().formatHex(token);
        return setToken(caller, name, Optional.of(TokenHash.of(text, salt)), "token issued", text);
    }

    ProjectName clearToken(Caller caller, ProjectName name) {
        return setToken(caller, name, Optional.empty(), "token cleared", name);
    }

    private <T> T setToken(Caller caller, ProjectName name, Optional<TokenHash> hash, String words, T result) {
        Instant now = ports.clock().instant();
        return ports.state().change(state -> {
            Identification.requireMeta(caller, state);
            if (name.equals(ProjectName.META)) {
                state.setMetaToken(hash);
            } else {
                Project known = known(name, state);
                state.put(new Project(name, known.ports(), known.quota(), known.suffixes(), hash, known.createdAt()));
            }
            state.append(Audit.success(now, caller.actor().name(), name, "project.token", name.text()).after(words)
                    .entry());
            return result;
        });
    }

    Boolean setRegistrationOpen(Caller caller, boolean open) {
        Instant now = ports.clock().instant();
        return ports.state().change(state -> {
            Identification.requireMeta(caller, state);
            boolean before = state.registrationOpen();
            state.setRegistrationOpen(open);
            state.append(Audit.success(now, caller.actor().name(), ProjectName.META, "registration.set", "registration")
                    .before(before ? "open" : "closed").after(open ? "open" : "closed").entry());
            return open;
        });
    }

    private static Project known(ProjectName name, StateWriter state) {
        return state.project(name)
                .orElseThrow(() -> new Refused(RefusalCode.PROJECT_NOT_FOUND, "There is no project " + name + ".",
                        "Set it up first: tunnel-manager project set " + name + " --meta"));
    }

    private static String describe(Project project) {
        return "ports " + project.ports().map(Object::toString).orElse("any") + ", quota "
                + (project.quota().isPresent() ? project.quota().getAsInt() : "none") + ", suffixes "
                + (project.suffixes().isEmpty() ? "any" : String.join(" ", project.suffixes()));
    }
}
