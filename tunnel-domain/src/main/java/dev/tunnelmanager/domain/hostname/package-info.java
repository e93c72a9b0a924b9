/**
 * Public names and the zones they belong to. Start with {@link dev.tunnelmanager.domain.hostname.HostnamePattern}. Provider
 * records do not belong here.
 */
@NullMarked
package dev.tunnelmanager.domain.hostname;

import org.jspecify.annotations.NullMarked;
