package dev.tunnelmanager.domain.planted;

/** Breaks the rule that the core names no provider. */
public final class PlantedCloudflareZone {

    private PlantedCloudflareZone() {}
}
