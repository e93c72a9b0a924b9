/**
 * A stand-in for the provider's API, for tests: it keeps zones and records in memory, answers as strictly as the real one where
 * that is known, refuses every request that the provider's own schema does not allow, and breaks on request. Start with
 * {@link dev.tunnelmanager.standins.provider.StandInProvider}. Nothing here is shipped, and what is only true of one test does
 * not belong here.
 */
@NullMarked
package dev.tunnelmanager.standins.provider;

import org.jspecify.annotations.NullMarked;
