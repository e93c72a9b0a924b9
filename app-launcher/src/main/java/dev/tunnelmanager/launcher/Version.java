package dev.tunnelmanager.launcher;

/** The version of this build. */
public final class Version {

    private Version() {}

    /** Returns the version that the jar's manifest states, or {@code development} when not run from a jar. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
