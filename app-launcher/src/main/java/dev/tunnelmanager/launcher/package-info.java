/**
 * Puts the parts together and starts them. Start with {@link dev.tunnelmanager.launcher.Main}. Rules of the product do not belong
 * here.
 */
@NullMarked
package dev.tunnelmanager.launcher;

import org.jspecify.annotations.NullMarked;
