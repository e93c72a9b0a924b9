/**
 * How the product says no. Start with {@link dev.tunnelmanager.domain.refusal.Refusal}. Exceptions do not belong here.
 */
@NullMarked
package dev.tunnelmanager.domain.refusal;

import org.jspecify.annotations.NullMarked;
