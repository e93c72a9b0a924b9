/**
 * What the core needs of the outside, by role. Start with {@link dev.tunnelmanager.ports.driven.StateStore}. Nothing here
 * speaks of a technology or a provider.
 */
@NullMarked
package dev.tunnelmanager.ports.driven;

import org.jspecify.annotations.NullMarked;
