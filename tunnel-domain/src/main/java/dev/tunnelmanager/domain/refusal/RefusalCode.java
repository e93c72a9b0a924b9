package dev.tunnelmanager.domain.refusal;

import java.util.Locale;

/**
 * Every reason for which the product says no, in order of precedence: when several apply, the first one listed is told. The
 * text form is the name in lower case; it is never reused and never reworded. {@code docs/errors.md} is generated from this
 * list.
 */
public enum RefusalCode {
    // What was asked for cannot be understood.
    INVALID_ARGUMENT(Kind.REFUSAL, "An argument is missing, of the wrong type or outside its range."),
    INVALID_CONFIGURATION(Kind.REFUSAL, "The configuration cannot be used as it is."),
    INVALID_PROJECT(Kind.REFUSAL, "The project name is not of the accepted form."),
    INVALID_HOSTNAME(Kind.REFUSAL, "The hostname breaks a rule of RFC 1123 or IDNA."),
    INVALID_PORT(Kind.REFUSAL, "The port is not a whole number from 1 to 65535."),

    // Who is asking.
    IDENTITY_MISSING(Kind.REFUSAL, "The process was launched without saying who is asking."),
    IDENTITY_MISMATCH(Kind.REFUSAL, "A tool argument disagrees with the identity that the process was launched with."),
    TOKEN_REJECTED(Kind.REFUSAL, "The project has a token set, and the process presented none or another."),
    META_ONLY(Kind.REFUSAL, "Only the meta-supervisor may do this."),
    REGISTRATION_CLOSED(Kind.REFUSAL, "The project is not known, and the meta-supervisor has closed registration."),

    // Ports.
    PORT_OUTSIDE_RANGE(Kind.REFUSAL, "The port lies outside the range that the meta-supervisor set for the project."),
    PORT_TAKEN(Kind.REFUSAL, "The port is allocated to another project."),
    PORT_RESERVED(Kind.REFUSAL, "The port belongs to Tunnel Manager or to the connector."),
    PORT_NOT_ALLOCATED(Kind.REFUSAL, "The port is not allocated to the project."),
    PORT_IN_USE(Kind.REFUSAL, "A hostname still uses the port."),
    NO_FREE_PORT(Kind.REFUSAL, "Every port of the project's range is allocated or listened on."),

    // Names.
    DOMAIN_MISSING(Kind.REFUSAL, "The request names no domain, and there is no single one to assume."),
    ZONE_NOT_FOUND(Kind.REFUSAL, "No zone that the provider shows contains the hostname."),
    ZONE_NOT_ALLOWED(Kind.REFUSAL,
            "The configuration or the meta-supervisor does not allow the project this zone or suffix."),
    ZONE_UNUSABLE(Kind.REFUSAL, "The zone cannot carry the tunnel, for example because it belongs to another account."),
    WILDCARD_NOT_ALLOWED(Kind.REFUSAL,
            "A project may publish a wildcard only below a hostname or suffix that is its own."),
    HOSTNAME_TAKEN(Kind.REFUSAL, "The hostname belongs to another project."),
    HOSTNAME_CONFLICT(Kind.REFUSAL, "The project already publishes the hostname with other settings."),
    HOSTNAME_BUSY(Kind.REFUSAL, "Another operation on the hostname has not ended."),
    HOSTNAME_NOT_FOUND(Kind.REFUSAL, "No such hostname is published."),
    QUOTA_EXCEEDED(Kind.REFUSAL, "The project has as many hostnames as it may have."),
    TOO_MANY_PENDING(Kind.REFUSAL, "The project has as many unfinished operations as it may have."),
    OPERATION_NOT_FOUND(Kind.REFUSAL, "There is no such operation, or it is another project's."),
    PROJECT_NOT_FOUND(Kind.REFUSAL, "There is no such project."),

    // Backups.
    BACKUP_EXISTS(Kind.REFUSAL, "A file stands where the backup was to be written, and no backup overwrites anything."),
    BACKUP_UNUSABLE(Kind.REFUSAL, "The file is not a whole and sound backup of ours, or one from a newer version."),
    STATE_IN_USE(Kind.REFUSAL, "Other processes use the state directory, so the state in it is not replaced."),
    STATE_FOREIGN(Kind.REFUSAL, "The backup is of another instance than the state that it was to replace."),

    // Targets.
    TARGET_UNKNOWN(Kind.REFUSAL, "Where the service runs could not be observed, so no target can be chosen."),
    TARGET_FORBIDDEN(Kind.REFUSAL, "The target is one that nobody may publish."),
    TARGET_NOT_YOURS(Kind.REFUSAL, "The port is found only on containers of other projects."),
    TARGET_AMBIGUOUS(Kind.REFUSAL, "Several containers of the project fit."),
    TARGET_NOT_RUNNING(Kind.REFUSAL, "The container is stopped, paused, restarting or only created."),
    TARGET_NOT_FOUND(Kind.REFUSAL, "Nothing of the project was found at the port."),
    TARGET_UNREACHABLE(Kind.REFUSAL, "The connector cannot reach the service where it runs."),

    // What stands in the way.
    FOREIGN_RULE(Kind.REFUSAL, "The ingress rules already hold a rule for the hostname that is not ours."),
    FOREIGN_RECORD(Kind.REFUSAL, "The zone already holds a record at the name that is not ours and excludes ours."),
    RECORD_CHANGED(Kind.REFUSAL, "Our record was changed by somebody else, so it is left alone."),
    RULE_CHANGED(Kind.REFUSAL, "Our ingress rule was changed by somebody else, so it is left alone."),
    INGRESS_INVALID(Kind.REFUSAL, "The ingress rules cannot be read or edited as they are."),
    INGRESS_CONTENDED(Kind.REFUSAL, "The ingress rules kept changing while they were being edited."),
    MANAGED_ELSEWHERE(Kind.REFUSAL,
            "The tunnel is configured in another place, so a change here would have no effect."),
    CONNECTOR_NOT_FOUND(Kind.REFUSAL, "No connector was found."),
    CONNECTOR_AMBIGUOUS(Kind.REFUSAL, "Several connectors were found, and the configuration names none."),
    RECORD_QUOTA(Kind.REFUSAL, "The zone holds as many records as the provider allows."),
    WITHDRAWN(Kind.REFUSAL, "The operation was cancelled before anybody began it."),

    // Something outside broke.
    CONNECTOR_NOT_READY(Kind.FAILURE, "The connector did not become ready on the new rules; they were rolled back."),
    PROVIDER_DENIED(Kind.FAILURE, "The provider refused the credentials or a permission is missing."),
    PROVIDER_UNAVAILABLE(Kind.FAILURE, "The provider did not answer, or asked to be left alone for a while."),
    OUTCOME_UNKNOWN(Kind.FAILURE, "A change may or may not have been applied; it is read back before anything else."),
    INGRESS_UNAVAILABLE(Kind.FAILURE, "The ingress rules could not be read or written."),
    CONNECTOR_UNAVAILABLE(Kind.FAILURE, "The connector could not be asked or controlled."),
    TOPOLOGY_UNAVAILABLE(Kind.FAILURE, "The container engine could not be asked."),
    SECRET_UNAVAILABLE(Kind.FAILURE, "A secret is missing or must not be read as it lies."),
    BACKUP_FAILED(Kind.FAILURE, "A backup could not be written or read."),
    STATE_NEWER(Kind.FAILURE, "The state was written by a newer version of the product."),
    STATE_DAMAGED(Kind.FAILURE, "The state cannot be understood; nothing was changed."),
    STATE_UNAVAILABLE(Kind.FAILURE, "The state could not be opened, read or written."),
    INTERNAL(Kind.FAILURE, "A programming error in Tunnel Manager.");

    /** Whether somebody must ask differently, or something must be repaired. */
    public enum Kind {
        /** An expected no; asking again changes nothing until the recommendation is followed. */
        REFUSAL,
        /** Something outside broke; the same request may succeed later. */
        FAILURE
    }

    private final Kind kind;
    private final String meaning;

    RefusalCode(Kind kind, String meaning) {
        this.kind = kind;
        this.meaning = meaning;
    }

    /** Returns whether this is an expected no or a failure of something outside. */
    public Kind kind() {
        return kind;
    }

    /** Returns one sentence that says what the code means, whatever the values. */
    public String meaning() {
        return meaning;
    }

    /** Returns the stable text form, for example {@code hostname_taken}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
