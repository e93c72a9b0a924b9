/**
 * The tests that every adapter of a port must pass: one interface per port, implemented by a tiny test class beside each adapter.
 * Tests of a single adapter do not belong here.
 */
@NullMarked
package dev.tunnelmanager.contracts;

import org.jspecify.annotations.NullMarked;
