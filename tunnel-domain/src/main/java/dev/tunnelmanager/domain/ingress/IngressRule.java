package dev.tunnelmanager.domain.ingress;

/**
 * One ingress rule as it stands in a rule list, whoever wrote it: nothing in it is known to be valid.
 *
 * @param hostname the hostname filter as written; empty matches every hostname
 * @param path the path filter, a regular expression, as written; empty matches every path
 * @param service the service as written
 */
public record IngressRule(String hostname, String path, String service) {

    /** Returns whether this rule matches every request. */
    public boolean isCatchAll() {
        return (hostname.isEmpty() || hostname.equals("*")) && path.isEmpty();
    }

    /** Returns whether this has the form of the rules that we write: a hostname, no path, scheme, host and port. */
    public boolean isPlain() {
        return !hostname.isEmpty() && path.isEmpty() && OriginService.isOne(service);
    }
}
