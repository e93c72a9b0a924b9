package dev.tunnelmanager.launcher;

import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.util.Map;
import java.util.Optional;

/** Who this process acts for: decided once, by the command line or, where that says nothing, by the environment. */
public final class LaunchIdentity {

    private static final String PROJECT = "TUNNEL_MANAGER_PROJECT";
    private static final String META = "TUNNEL_MANAGER_META";
    private static final String TOKEN = "TUNNEL_MANAGER_TOKEN";
    private static final String HOW = "Launch with --project NAME, or with --meta for the meta-supervisor.";

    private LaunchIdentity() {}

    /**
     * Returns who this process acts for.
     *
     * @param project the value of {@code --project}, if it was given
     * @param meta whether {@code --meta} was given
     */
    public static Verdict<Caller> decide(Optional<String> project, boolean meta, Map<String, String> environment) {
        Optional<String> token = present(environment, TOKEN);
        if (meta && project.isPresent()) {
            return Verdict.refused(RefusalCode.IDENTITY_MISMATCH, "Both --project and --meta were given.",
                    "Give one of them.");
        }
        if (meta || project.isPresent()) {
            return caller(project, token);
        }
        Optional<String> fromEnvironment = present(environment, PROJECT);
        Optional<String> metaText = present(environment, META);
        if (metaText.isPresent() && !metaText.get().equals("true") && !metaText.get().equals("false")) {
            return Verdict.refused(RefusalCode.INVALID_CONFIGURATION,
                    META + " is \"" + metaText.get() + "\", and must be true or false.", "Correct " + META + ".");
        }
        boolean metaFromEnvironment = metaText.filter("true"::equals).isPresent();
        if (metaFromEnvironment && fromEnvironment.isPresent()) {
            return Verdict.refused(RefusalCode.IDENTITY_MISMATCH, "Both " + PROJECT + " and " + META + " are set.",
                    "Set one of them.");
        }
        if (!metaFromEnvironment && fromEnvironment.isEmpty()) {
            return Verdict.refused(RefusalCode.IDENTITY_MISSING,
                    "This process was launched without saying for whom it acts.", HOW);
        }
        return caller(fromEnvironment, token);
    }

    private static Verdict<Caller> caller(Optional<String> project, Optional<String> token) {
        if (project.isEmpty()) {
            return Verdict.granted(new Caller(new Actor.Meta(), token));
        }
        // Not a switch over patterns: its first use costs a start that has nothing else to do the better part of 20 ms.
        Verdict<ProjectName> name = ProjectName.parse(project.get());
        if (name instanceof Verdict.Refused<ProjectName> no) {
            return Verdict.refused(no.refusal());
        }
        ProjectName granted = ((Verdict.Granted<ProjectName>) name).value();
        return Verdict.granted(new Caller(new Actor.Project(granted), token));
    }

    private static Optional<String> present(Map<String, String> environment, String name) {
        String text = environment.get(name);
        return text == null || text.isBlank() ? Optional.empty() : Optional.of(text);
    }
}
