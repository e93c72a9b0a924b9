package dev.tunnelmanager.ports.driven;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressView;
import dev.tunnelmanager.domain.refusal.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rule list from which connectors take their rules.
 *
 * <p>Used by the leader only; {@link #observe()} by any of its threads, all else by one at a time. Others, people among them, may change the list at any moment. A change
 * that returns is durable. Only our own rules are ever changed. Every adapter passes {@code IngressRulesContract}.
 */
public interface IngressRules {

    /**
     * Returns the rules as they stand, or why they cannot be used.
     *
     * @throws PortFailure UNAVAILABLE or DENIED
     */
    Look observe();

    /**
     * Changes our own rules in one step. A new rule is put where it can match: before any rule that would swallow its requests.
     * A catch-all is added if there is none and a rule is put; the notes say so. An edit that changes nothing writes nothing.
     *
     * <p>What is kept as good follows: our own rules in it are changed likewise, as far as no rule of others is in the way there, so
     * that putting it back brings no rule back that we have changed or removed since, and takes none away that we have put.
     *
     * @throws PortFailure UNAVAILABLE or DENIED, with nothing written; OUTCOME_UNKNOWN if that is not known
     */
    EditOutcome apply(IngressEdit edit);

    /**
     * Keeps what stands there now as good, durably: the connector was seen well on it. Keeps nothing if the revision is not
     * {@code revision} any more, or if it is known to have been changed after {@code runningSince}, so that the connector may not have
     * read it. What is kept already is not written again.
     *
     * @param runningSince since when the connector's oldest process runs
     * @throws PortFailure UNAVAILABLE or DENIED; what was kept before stays
     */
    void keepAsGood(String revision, Instant runningSince);

    /**
     * Puts back what was last kept as good, with our own rules as we last wrote them, and keeps what stood there before as every
     * change does.
     *
     * @throws PortFailure UNAVAILABLE or DENIED, with nothing written; OUTCOME_UNKNOWN if that is not known
     */
    Restoration restoreGood();

    /** What restoring has come to. */
    sealed interface Restoration {
        /**
         * It stands there again.
         *
         * @param view what stands there now
         */
        record Restored(IngressView view) implements Restoration {}

        /**
         * Nothing was written.
         *
         * @param why one sentence
         */
        record NotRestored(String why) implements Restoration {}
    }

    /** What observing has yielded. */
    sealed interface Look {
        /**
         * The rules can be read and edited.
         *
         * @param view what stands there
         */
        record Seen(IngressView view) implements Look {}

        /**
         * They cannot be used as they are.
         *
         * @param refusal INGRESS_INVALID with line and column where there are any
         */
        record Unusable(Refusal refusal) implements Look {}
    }

    /** How an edit has ended, when nothing broke. */
    sealed interface EditOutcome {
        /**
         * The rules stand as wanted.
         *
         * @param view what stands there now
         * @param changed false if nothing had to be written
         * @param notes what the owner of the list should know, a sentence each
         */
        record Applied(IngressView view, boolean changed, List<String> notes) implements EditOutcome {

            public Applied {
                notes = List.copyOf(notes);
            }
        }

        /**
         * Nothing was written.
         *
         * @param refusal FOREIGN_RULE, RULE_CHANGED, INGRESS_INVALID or INGRESS_CONTENDED
         * @param culprit the hostname that stands in the way, if it is one of the edit's
         */
        record Refused(Refusal refusal, Optional<HostnamePattern> culprit) implements EditOutcome {}
    }
}
