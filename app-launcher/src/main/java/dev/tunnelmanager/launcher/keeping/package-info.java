/**
 * Backups of the state, and putting one back. Start with {@link dev.tunnelmanager.launcher.keeping.Backup} and
 * {@link dev.tunnelmanager.launcher.keeping.Restore}. Copies of the connector's config file are the affair of the adapter that
 * edits it.
 */
@NullMarked
package dev.tunnelmanager.launcher.keeping;

import org.jspecify.annotations.NullMarked;
