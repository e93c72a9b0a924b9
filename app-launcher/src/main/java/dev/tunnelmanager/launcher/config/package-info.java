/**
 * Configuration: one file with a version, overridden key by key by the environment. Start with
 * {@link dev.tunnelmanager.launcher.config.Configuration}.
 */
@NullMarked
package dev.tunnelmanager.launcher.config;

import org.jspecify.annotations.NullMarked;
