package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.refusal.Refusal;
import java.util.List;
import java.util.Optional;

/** What an edit makes of a text, before anything is written. */
sealed interface EditedConfig {

    /**
     * The text is as wanted, changed or not.
     *
     * @param document the text with the edit in it
     * @param changed false if the edit found everything as it wants it
     * @param notes what the owner of the file should know
     */
    record Ready(ConfigDocument document, boolean changed, List<String> notes) implements EditedConfig {}

    /**
     * The edit must not be made.
     *
     * @param refusal why
     * @param culprit the hostname of the edit that stands in the way, if it is one
     */
    record Refused(Refusal refusal, Optional<HostnamePattern> culprit) implements EditedConfig {}
}
