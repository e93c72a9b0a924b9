package dev.tunnelmanager.domain.ingress;

import java.util.List;

/**
 * The rule list as it was seen.
 *
 * @param revision names this content; equal revisions mean equal content
 * @param rules in order
 */
public record IngressView(String revision, List<IngressRule> rules) {

    public IngressView {
        rules = List.copyOf(rules);
    }
}
