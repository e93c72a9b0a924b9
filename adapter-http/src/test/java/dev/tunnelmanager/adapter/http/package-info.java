/** Tests of the pages against a real socket, over a core that does as it is told. */
@NullMarked
package dev.tunnelmanager.adapter.http;

import org.jspecify.annotations.NullMarked;
