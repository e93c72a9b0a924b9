package dev.tunnelmanager.domain.topology;

import dev.tunnelmanager.domain.ownership.ProjectName;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/** Tells whose a container is, and how much of it a project may be told. */
final class ContainerOwnership {

    private final ProjectName asking;
    /** Longest first, so that {@code shop-admin-web} is of {@code shop-admin} and not of {@code shop}. */
    private final TreeSet<String> names = new TreeSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    ContainerOwnership(TargetRequest request) {
        this.asking = request.owner();
        request.knownProjects().forEach(project -> names.add(project.text()));
        names.add(request.owner().text());
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
                .or(() -> names.stream().filter(name -> container.name().startsWith(name + "-")).findFirst());
    }
}
