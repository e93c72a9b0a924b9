package dev.tunnelmanager.domain.ingress;

import dev.tunnelmanager.domain.hostname.HostnamePattern;

/**
 * A rule that we write.
 *
 * @param hostname whose requests it takes, on every path
 * @param service where they go
 * @param tlsVerify false only if the owner asked that the certificate of this service be not checked
 */
public record OwnRule(HostnamePattern hostname, OriginService service, boolean tlsVerify) {

    /** Returns this rule as it stands in a rule list. */
    public IngressRule asRule() {
        return new IngressRule(hostname.text(), "", service.text());
    }
}
