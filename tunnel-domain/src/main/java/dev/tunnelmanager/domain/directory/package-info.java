/**
 * What stands in the public directory of names. Start with {@link dev.tunnelmanager.domain.directory.DirectoryEntry}. How a
 * provider stores it does not belong here.
 */
@NullMarked
package dev.tunnelmanager.domain.directory;

import org.jspecify.annotations.NullMarked;
