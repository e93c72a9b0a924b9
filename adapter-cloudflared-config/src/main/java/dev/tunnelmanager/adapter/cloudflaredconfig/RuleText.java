package dev.tunnelmanager.adapter.cloudflaredconfig;

import dev.tunnelmanager.domain.ingress.OwnRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a rule that we write looks. Always in double quotes, because a wildcard would be an alias otherwise. Hostnames and services
 * hold nothing that would have to be escaped.
 */
final class RuleText {

    /** What answers requests that no rule wants. */
    static final String CATCH_ALL_SERVICE = "http_status:404";

    private final Optional<String> hostname;
    private final String service;
    private final boolean tlsVerify;

    private RuleText(Optional<String> hostname, String service, boolean tlsVerify) {
        this.hostname = hostname;
        this.service = service;
        this.tlsVerify = tlsVerify;
    }

    static RuleText of(OwnRule rule) {
        return new RuleText(Optional.of(rule.hostname().text()), rule.service().text(), rule.tlsVerify());
    }

    static RuleText catchAll() {
        return new RuleText(Optional.empty(), CATCH_ALL_SERVICE, true);
    }

    static String quoted(String text) {
        return "\"" + text + "\"";
    }

    /** Returns the rule in block style: the first line begins at the dash, the last one has no line break. */
    String block(String indent, String lineBreak) {
        List<String> keys = new ArrayList<>();
        hostname.ifPresent(name -> keys.add("hostname: " + quoted(name)));
        keys.add("service: " + quoted(service));
        if (!tlsVerify) {
            keys.add("originRequest:");
            keys.add("  noTLSVerify: true");
        }
        return "- " + String.join(lineBreak + indent + "  ", keys);
    }

    /** Returns the rule in flow style, which is JSON as well. */
    String flow() {
        String name = hostname.map(text -> "\"hostname\": " + quoted(text) + ", ").orElse("");
        String options = tlsVerify ? "" : ", \"originRequest\": {\"noTLSVerify\": true}";
        return "{" + name + "\"service\": " + quoted(service) + options + "}";
    }

    /** Returns whether cloudflared reads this very rule from {@code listed}. */
    boolean isReadFrom(ListedRule listed) {
        boolean sameTexts = listed.rule().hostname().equals(hostname.orElse("")) && listed.rule().path().isEmpty()
                && listed.rule().service().equals(service);
        return sameTexts && (hostname.isEmpty() || listed.own().map(own -> own.tlsVerify() == tlsVerify).orElse(false));
    }
}
