package dev.tunnelmanager.domain.ownership;

/** Who asks for something. Decided when a process is launched, never by an argument of a request. */
public sealed interface Actor {

    /**
     * The supervisor of one project: sees and changes what is the project's own.
     *
     * @param name the project, never {@link ProjectName#META}
     */
    record Project(ProjectName name) implements Actor {

        public Project {
            if (name.equals(ProjectName.META)) {
                throw new IllegalArgumentException("meta is not a project");
            }
        }
    }

    /** The meta-supervisor: sees and may do everything. */
    record Meta() implements Actor {}

    /** Returns the name by which this actor owns things and is written into the audit log. */
    default ProjectName name() {
        return switch (this) {
            case Project project -> project.name();
            case Meta meta -> ProjectName.META;
        };
    }

    /** Returns whether this actor may see and change what {@code owner} has. */
    default boolean mayTouch(ProjectName owner) {
        return switch (this) {
            case Project project -> project.name().equals(owner);
            case Meta meta -> true;
        };
    }

    /** Returns the actor of a name that was written down earlier. */
    static Actor named(ProjectName name) {
        return name.equals(ProjectName.META) ? new Meta() : new Project(name);
    }
}
