/**
 * The ordered rules by which a connector chooses a service. Start with {@link dev.tunnelmanager.domain.ingress.IngressRule}. Where
 * the rules are stored does not belong here.
 */
@NullMarked
package dev.tunnelmanager.domain.ingress;

import org.jspecify.annotations.NullMarked;
