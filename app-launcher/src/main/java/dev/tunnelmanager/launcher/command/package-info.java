/**
 * The command line: the tools, for people and scripts. Start with {@link dev.tunnelmanager.launcher.command.TunnelManagerCommand}.
 */
@NullMarked
package dev.tunnelmanager.launcher.command;

import org.jspecify.annotations.NullMarked;
