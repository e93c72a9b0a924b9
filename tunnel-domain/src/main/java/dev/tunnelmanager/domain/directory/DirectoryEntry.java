package dev.tunnelmanager.domain.directory;

/**
 * Something that stands at a name in the public directory.
 *
 * @param id the provider's id
 * @param type what it is, in the provider's word, for example {@code CNAME}
 * @param content what it says, for example where it leads
 * @param mark the ownership mark or other remark on it; empty if there is none
 * @param leadsToTunnel true if it leads to our tunnel
 * @param excludes true if no entry of ours can stand beside it
 */
public record DirectoryEntry(String id, String type, String content, String mark, boolean leadsToTunnel,
        boolean excludes) {

    /** Returns a few words for a message, for example {@code CNAME elsewhere.example.net}. */
    public String describe() {
        return type + " " + content;
    }
}
