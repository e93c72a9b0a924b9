/** The hexagon and the house rules, as tests over everything that is built. */
@NullMarked
package dev.tunnelmanager.architecture;

import org.jspecify.annotations.NullMarked;
