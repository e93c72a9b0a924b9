/** Violations planted on purpose, to prove that the rules catch them. */
@NullMarked
package dev.tunnelmanager.adapter.planted;

import org.jspecify.annotations.NullMarked;
