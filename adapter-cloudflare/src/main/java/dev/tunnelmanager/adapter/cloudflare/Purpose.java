package dev.tunnelmanager.adapter.cloudflare;

/**
 * What a call is for, for messages.
 *
 * @param what completes "Cloudflare refused to …", with the zone's name
 * @param permission what the token needs for it, as Cloudflare's dashboard names it
 */
record Purpose(String what, String permission) {

    static Purpose inZone(String what, String zoneName) {
        return new Purpose(what, "DNS:Edit on zone " + zoneName);
    }
}
