package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.ownership.ProjectName;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Tells whose a container is, and how much of it a project may be told. */
final class ContainerOwnership {

    private final ProjectName asking;
    private final Set<ProjectName> known;

    ContainerOwnership(TargetRequest request) {
        this.asking = request.owner();
        this.known = request.knownProjects();
    }

    /** Returns whether the asking project may publish {@code container}; the meta-supervisor may publish any. */
    boolean isOwn(Container container) {
        return asking.equals(ProjectName.META) || projectOf(container).filter(asking.text()::equals).isPresent();
    }

    /** Returns how a message to the asking project may call {@code container}: others' names are not its business. */
    String call(Container container) {
        return isOwn(container) ? "container " + container.name() : "a container of another project";
    }

    private Optional<String> projectOf(Container container) {
        return container.labels().supervisorProject().filter(label -> !label.isBlank())
                .or(() -> container.labels().composeProject().filter(label -> !label.isBlank()))
                .or(() -> prefixOf(container.name()));
    }

    /**
     * Longest first, so that {@code shop-admin-web} is of {@code shop-admin} and not of {@code shop}. What stands before a hyphen is
     * looked for among the projects, and not each project in the name: this is asked for each container and each hostname.
     */
    private Optional<String> prefixOf(String name) {
        return IntStream.iterate(name.length() - 1, end -> end > 0, end -> end - 1)
                .filter(end -> name.charAt(end) == '-')
                .mapToObj(end -> name.substring(0, end)).filter(this::isProject).findFirst();
    }

    private boolean isProject(String text) {
        return text.equals(asking.text()) || (ProjectName.isOne(text) && known.contains(new ProjectName(text)));
    }
}
