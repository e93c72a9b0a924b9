/**
 * Everything that stands in for the outside, together: what a test of the whole program needs around it. Start with
 * {@link dev.tunnelmanager.standins.stack.StandInStack}. The stand-ins themselves do not belong here.
 */
@NullMarked
package dev.tunnelmanager.standins.stack;

import org.jspecify.annotations.NullMarked;
