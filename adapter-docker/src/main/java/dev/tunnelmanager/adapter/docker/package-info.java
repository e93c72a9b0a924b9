/**
 * What a container engine knows: networks, containers, published ports, and connectors that run as containers. Start with
 * {@link dev.tunnelmanager.adapter.docker.DockerTopology}. Deciding which address a connector can reach does not belong here, nor
 * does what a connector says of itself.
 */
@NullMarked
package dev.tunnelmanager.adapter.docker;

import org.jspecify.annotations.NullMarked;
