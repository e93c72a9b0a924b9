package dev.tunnelmanager.domain.route;

/**
 * What we wrote into the public directory, so that we can prove that it is ours.
 *
 * @param id the provider's id
 * @param type for example {@code CNAME}
 * @param content where it leads
 * @param mark the ownership mark on it
 */
public record WrittenRecord(String id, String type, String content, String mark) {}
