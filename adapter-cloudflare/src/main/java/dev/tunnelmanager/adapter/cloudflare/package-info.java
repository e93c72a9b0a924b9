/**
 * Zones and DNS records over Cloudflare's v4 API. Start with
 * {@link dev.tunnelmanager.adapter.cloudflare.CloudflareNameDirectory}; one request's way out and back is in
 * {@code CloudflareApi}, and what is done about the answers in {@code RecordPublisher} and {@code RecordRemover}. Decisions
 * that would hold for any provider do not belong here.
 */
@NullMarked
package dev.tunnelmanager.adapter.cloudflare;

import org.jspecify.annotations.NullMarked;
