package dev.tunnelmanager.domain.ownership;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may have which hostname. The meta-supervisor is bound by none of the limits that it sets for projects; what another holds
 * it has to withdraw first, like anybody.
 */
public final class Ownership {

    private Ownership() {}

    /**
     * Returns why {@code actor} may not have {@code hostname} for {@code owner}; empty if it may. Refusals, in order of precedence:
     * ZONE_NOT_ALLOWED, WILDCARD_NOT_ALLOWED, HOSTNAME_TAKEN, QUOTA_EXCEEDED. A hostname that {@code owner} holds already is not
     * refused.
     *
     * @param held whose each of the {@link #concerned} hostnames is, of those that are held now
     * @param holds how many hostnames {@code owner} holds now
     */
    public static Optional<Refusal> claim(Actor actor, Project owner, HostnamePattern hostname,
            Map<HostnamePattern, ProjectName> held, int holds) {
        if (owner.name().equals(held.get(hostname))) {
            return Optional.empty();
        }
        boolean limited = actor instanceof Actor.Project;
        return Optional.<Refusal>empty().or(() -> limited ? allowedFor(owner, hostname) : Optional.empty())
                .or(() -> limited ? wildcardFor(owner, hostname, held) : Optional.empty())
                .or(() -> freeFor(actor, owner.name(), hostname, held))
                .or(() -> limited ? withinQuota(owner, holds) : Optional.empty());
    }

    /** Returns the hostnames whose holders decide who may have {@code hostname}: itself, its base, and the wildcards above it. */
    public static Set<HostnamePattern> concerned(HostnamePattern hostname) {
        Set<HostnamePattern> names = new TreeSet<>(List.of(hostname, HostnamePattern.of(hostname.base())));
        String parent = hostname.base();
        for (int dot = parent.indexOf('.'); dot >= 0; dot = parent.indexOf('.')) {
            parent = parent.substring(dot + 1);
            if (parent.indexOf('.') >= 0) {
                names.add(HostnamePattern.of("*." + parent));
            }
        }
        return names;
    }

    /** Returns why {@code hostname} lies outside of what the project is allowed; empty if it lies within. */
    public static Optional<Refusal> allowedFor(Project project, HostnamePattern hostname) {
        if (project.suffixes().isEmpty() || project.suffixes().stream().anyMatch(hostname::isWithin)) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(RefusalCode.ZONE_NOT_ALLOWED,
                "Project " + project.name() + " may publish below " + String.join(", ", project.suffixes())
                        + " only, and " + hostname + " is not there.",
                "Choose a name such as " + firstLabel(hostname) + "." + project.suffixes().getFirst()
                        + ", or ask the meta-supervisor to allow more."));
    }

    /**
     * Returns why the project may not publish a wildcard; empty if it may, or if {@code hostname} is none. A wildcard takes every
     * name that nobody has yet, so it needs ground that is the project's own: the name right below the asterisk, or a suffix that
     * the meta-supervisor gave it.
     */
    public static Optional<Refusal> wildcardFor(Project project, HostnamePattern hostname,
            Map<HostnamePattern, ProjectName> held) {
        if (!hostname.isWildcard() || project.suffixes().stream().anyMatch(hostname::isWithin)
                || project.name().equals(held.get(HostnamePattern.of(hostname.base())))) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(RefusalCode.WILDCARD_NOT_ALLOWED,
                hostname + " would take every name below " + hostname.base() + ", and project " + project.name()
                        + " holds neither " + hostname.base() + " nor a suffix that contains it.",
                "Publish " + hostname.base() + " first, or ask the meta-supervisor to allow the suffix."));
    }

    /**
     * Returns why {@code hostname} is not free for {@code owner}: another has it, or has a wildcard that covers it. A wildcard of
     * the meta-supervisor keeps no project from a name below it; the meta-supervisor sets limits for that.
     */
    public static Optional<Refusal> freeFor(Actor actor, ProjectName owner, HostnamePattern hostname,
            Map<HostnamePattern, ProjectName> held) {
        ProjectName holder = held.get(hostname);
        if (holder != null && !holder.equals(owner)) {
            return Optional.of(new Refusal(RefusalCode.HOSTNAME_TAKEN, hostname + " belongs to another project.",
                    "Choose another hostname, or ask the meta-supervisor."));
        }
        if (actor instanceof Actor.Meta) {
            return Optional.empty();
        }
        return new TreeMap<>(held).entrySet().stream()
                .filter(entry -> !entry.getValue().equals(owner) && !entry.getValue().equals(ProjectName.META))
                .map(Map.Entry::getKey).filter(pattern -> pattern.isWildcard() && pattern.covers(hostname)).findFirst()
                .map(pattern -> new Refusal(RefusalCode.HOSTNAME_TAKEN,
                        hostname + " lies below " + pattern + ", which belongs to another project.",
                        "Choose a hostname that is not below " + pattern.base() + ", or ask the meta-supervisor."));
    }

    /** Returns why the project may not hold one hostname more; empty if it may. */
    public static Optional<Refusal> withinQuota(Project project, int holds) {
        if (project.quota().isEmpty() || holds < project.quota().getAsInt()) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(RefusalCode.QUOTA_EXCEEDED,
                "Project " + project.name() + " holds " + holds + " hostnames and may hold "
                        + project.quota().getAsInt() + ".",
                "Delete one of them, or ask the meta-supervisor for a higher quota."));
    }

    private static String firstLabel(HostnamePattern hostname) {
        return hostname.text().substring(0, hostname.text().indexOf('.'));
    }
}
