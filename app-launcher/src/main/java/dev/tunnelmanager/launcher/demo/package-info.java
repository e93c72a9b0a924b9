/**
 * The demonstration: the whole story on one machine with no account. Start with {@link dev.tunnelmanager.launcher.demo.Demo}.
 */
@NullMarked
package dev.tunnelmanager.launcher.demo;

import org.jspecify.annotations.NullMarked;
