package dev.tunnelmanager.adapter.mcp.tools;

import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.Optional;

/** Compares what a call says of who is asking with what was decided at launch. */
final class Identity {

    /**
     * Returns for whom the call is, if it says so.
     *
     * @param actor who is asking, by the launch
     */
    static Verdict<Optional<ProjectName>> agree(Actor actor, Arguments arguments) {
        boolean meta = actor instanceof Actor.Meta;
        Optional<Boolean> claimed = arguments.flag(Definitions.IS_META);
        if (claimed.isPresent() && claimed.get() != meta) {
            return Verdict.refused(RefusalCode.IDENTITY_MISMATCH,
                    "isMetaSupervisor is " + claimed.get() + ", and this server was launched for " + launched(actor)
                            + ".",
                    "Leave isMetaSupervisor out.");
        }
        Optional<String> named = arguments.text(Definitions.PROJECT_NAME);
        if (named.isEmpty()) {
            return Verdict.granted(Optional.empty());
        }
        if (named.get().equals(actor.name().text())) {
            return Verdict.granted(Optional.of(actor.name()));
        }
        if (named.get().equals(ProjectName.META.text())) {
            return mismatch(named.get(), actor);
        }
        return ProjectName.parse(named.get())
                .then(other -> meta ? Verdict.granted(Optional.of(other)) : mismatch(other.text(), actor));
    }

    private static Verdict<Optional<ProjectName>> mismatch(String named, Actor actor) {
        return Verdict.refused(RefusalCode.IDENTITY_MISMATCH,
                "projectName is \"" + named + "\", and this server was launched for " + launched(actor) + ".",
                "Leave projectName out, or give \"" + actor.name() + "\".");
    }

    private static String launched(Actor actor) {
        return actor instanceof Actor.Meta ? "the meta-supervisor" : "project " + actor.name();
    }

    private Identity() {}
}
