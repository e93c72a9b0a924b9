/**
 * The daemon's health pages and metrics over HTTP. Start reading at {@link dev.tunnelmanager.adapter.http.HealthPages}. Nothing here
 * looks at the outside: what is shown is what the core saw last.
 */
@NullMarked
package dev.tunnelmanager.adapter.http;

import org.jspecify.annotations.NullMarked;
