/**
 * JSON as immutable values, with a reader for untrusted text and a writer of single lines. Start with
 * {@link dev.tunnelmanager.adapter.mcp.json.JsonObject}. Binding to other types does not belong here.
 */
@NullMarked
package dev.tunnelmanager.adapter.mcp.json;

import org.jspecify.annotations.NullMarked;
