/**
 * Who is asking, and what is whose. Start with {@link dev.tunnelmanager.domain.ownership.Actor}. How an identity is proved does
 * not belong here.
 */
@NullMarked
package dev.tunnelmanager.domain.ownership;

import org.jspecify.annotations.NullMarked;
