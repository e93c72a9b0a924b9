/** Tests of the adapter: the port's contract against the stand-in, and single answers and faults against WireMock. */
@NullMarked
package dev.tunnelmanager.adapter.cloudflare;

import org.jspecify.annotations.NullMarked;
