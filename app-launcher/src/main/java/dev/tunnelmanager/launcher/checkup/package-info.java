/**
 * How each prerequisite is looked at. Start with {@link dev.tunnelmanager.launcher.checkup.Doctor}. What follows from the findings is
 * decided in {@link dev.tunnelmanager.domain.checkup}. Nothing here changes anything.
 */
@NullMarked
package dev.tunnelmanager.launcher.checkup;

import org.jspecify.annotations.NullMarked;
