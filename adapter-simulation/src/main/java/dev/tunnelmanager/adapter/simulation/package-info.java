/**
 * Every driven port in memory, for the demonstration, for tests and for embedders who try things out. Start with the class named
 * after the port that you need. Nothing here does input or output.
 */
@NullMarked
package dev.tunnelmanager.adapter.simulation;

import org.jspecify.annotations.NullMarked;
