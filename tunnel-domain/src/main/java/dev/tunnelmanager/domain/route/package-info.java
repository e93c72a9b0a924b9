/**
 * A published hostname through its life. Start with {@link dev.tunnelmanager.domain.route.Route}.
 */
@NullMarked
package dev.tunnelmanager.domain.route;

import org.jspecify.annotations.NullMarked;
