/** Tests of the provider's stand-in. */
@NullMarked
package dev.tunnelmanager.standins.provider;

import org.jspecify.annotations.NullMarked;
