/**
 * Whether everything that the product needs is there. Start with {@link dev.tunnelmanager.domain.checkup.Checkup}. How each thing is
 * looked at does not belong here.
 */
@NullMarked
package dev.tunnelmanager.domain.checkup;

import org.jspecify.annotations.NullMarked;
