package dev.tunnelmanager.simulation;

/** What must be true in every step of every run. */
public enum Invariant {
    /** No hostname is owned twice, in the state, in the directory or in the rule list. */
    OWNED_ONCE("no hostname is owned twice"),
    /** No rule leads to a port of another project. */
    OWN_TARGETS("no target crosses projects"),
    /** No record or rule of others is changed, removed or put in another order. */
    OTHERS_UNTOUCHED("nothing of others is changed"),
    /** A record is written only when every process of the connector that carries traffic serves the hostname. */
    SERVED_FIRST("nothing is public before it is served"),
    /** Whatever of ours stands outside has a row that knows of it. */
    OWNED("nothing of ours is without a row"),
    /** A row that becomes live has its record and its rule. */
    LIVE_IS_LIVE("no row is called live that is not"),
    /** An operation is asked for, taken up and ended once, in this order. */
    ENDS_ONCE("every operation ends exactly once"),
    /** What an operation says of its end is the case at that moment. */
    TRUE_OUTCOME("every outcome is true"),
    /** Every request, end, record, rule and restart is in the audit log. */
    AUDITED("every change is audited"),
    /** The pauses between attempts to heal are no shorter than the ladder says. */
    LADDER("the ladder is kept"),
    /** What runs is restarted only after enough bad looks in a row. */
    STRIKES("no restart before enough strikes"),
    /** Nobody meets a programming error, and nothing but an answer comes out of a call. */
    NO_ERROR("no programming error is met"),
    /** When nothing has happened for long, the processes have nothing left to do. */
    COMES_TO_REST("the world comes to rest"),
    /** At rest, planning again yields nothing, what is desired is the case, and nothing half-done is left. */
    NOTHING_LEFT("at rest nothing is left to do"),
    /** The tunnel carried traffic for 99.9 % of the time in which it could, if that is days. */
    UPTIME("the tunnel is up for 99.9 % of the time that it could be");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    /** Returns it in words. */
    public String sentence() {
        return sentence;
    }
}
