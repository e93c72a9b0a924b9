package dev.tunnelmanager.adapter.mcp.protocol;

/**
 * What a client may assume of a tool. All four are always told, because the protocol's own defaults fit few tools.
 *
 * @param readOnly true if a call changes nothing
 * @param destructive true if a call may take something away
 * @param idempotent true if the same call again changes nothing more
 * @param openWorld true if a call reaches things outside of the product's own state
 */
public record ToolTraits(boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {}
