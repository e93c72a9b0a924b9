/**
 * The packaged program from the outside: its start script, its pipes and its exit codes, against stand-ins of the provider and of the
 * connector. Start with {@link dev.tunnelmanager.launcher.packaged.Bench}. What can be shown without a process of its own does not
 * belong here.
 */
@NullMarked
package dev.tunnelmanager.launcher.packaged;

import org.jspecify.annotations.NullMarked;
