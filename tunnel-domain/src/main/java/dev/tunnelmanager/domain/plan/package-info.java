/**
 * From what is desired and what was seen to what must be done. Start with {@link dev.tunnelmanager.domain.plan.Planner}. Doing
 * it does not belong here.
 */
@NullMarked
package dev.tunnelmanager.domain.plan;

import org.jspecify.annotations.NullMarked;
