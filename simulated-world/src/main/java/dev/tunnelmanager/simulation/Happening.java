package dev.tunnelmanager.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Something that is to happen in a run, whatever else does. What exactly follows from its own seed, so that leaving another one out
 * changes nothing about it.
 *
 * @param number counts from 1
 * @param at when, in milliseconds after the beginning
 * @param kind what
 * @param seed decides everything else about it
 */
record Happening(int number, long at, Kind kind, long seed) {

    /** What can happen. */
    enum Kind {
        PUBLISH(14), WITHDRAW(10), REPEAT_WITH_KEY(3), TRY_OTHERS_NAME(2), TRY_OTHERS_PORT(2), CANCEL(2), LOOK(3),
        CROWD(3),
        PORT_COMES_AND_GOES(2), RESTART_BY_HAND(1),

        PROCESS_BEGINS(4), PROCESS_ENDS(2), PROCESS_CRASHES(12), PROCESS_STOPPED(1), LOCK_UNUSABLE(1), STATE_FAILS(2),

        PROVIDER_FAILS(4), PROVIDER_UNANSWERING(4), PROVIDER_DENIES(2), PROVIDER_LAGS(2), PROVIDER_FULL(1),
        RECORD_CHANGED(1),
        RECORD_REMOVED(1), RECORD_PLANTED(2), RECORD_THEIRS_REMOVED(1),

        FILE_FAILS(2), FILE_DENIED(1), FILE_UNANSWERING(2), RULE_PLANTED(2), RULE_REMOVED(1), RULE_CHANGED(1),
        FILE_DAMAGED(1),

        SERVICE_DOWN(2), CONTAINER_FROZEN(1), CONTAINER_MOVES(2), CONTAINER_RENAMED(1), INTRUDER(1), ENGINE_SILENT(2),
        ENGINE_GONE(1), EVENTS_LOST(1),

        REPLICA_DIES(2), CONNECTOR_DIES(2), LINKS_LOST(2), BLACK_HOLE(1), UPDATER(1), STARTS_FAIL(1), PUSHED(1),
        CONNECTOR_UNKNOWN(1), OFFLINE(1), EDGE_GONE(1), NAMES_GONE(1);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /** Between two groups of happenings, on average. */
    private static final double BETWEEN_GROUPS = Duration.ofHours(8).toMillis();
    private static final int GROUP = 6;
    private static final int WITHIN_GROUP = 60_000;
    /** Nothing begins so shortly before the end, so that the world can come to rest. */
    private static final long CALM_END = Duration.ofHours(4).toMillis();

    /** Returns everything that is to happen in a run of that length. */
    static List<Happening> all(long seed, Duration length) {
        SplittableRandom chance = new SplittableRandom(seed);
        int weights = 0;
        for (Kind kind : Kind.values()) {
            weights += kind.weight;
        }
        List<Happening> all = new ArrayList<>();
        long at = Duration.ofMinutes(15).toMillis();
        while (true) {
            at += (long) (-Math.log(1 - chance.nextDouble()) * BETWEEN_GROUPS);
            long within = at;
            for (int left = 1 + chance.nextInt(GROUP); left > 0; left--) {
                if (within >= length.toMillis() - CALM_END) {
                    return all;
                }
                all.add(new Happening(all.size() + 1, within, drawn(chance.nextInt(weights)), chance.nextLong()));
                // Often close together, so that one thing meets another in the middle.
                within += chance.nextBoolean() ? chance.nextInt(1_500) : chance.nextInt(WITHIN_GROUP);
            }
            at = within;
        }
    }

    private static Kind drawn(int number) {
        int left = number;
        for (Kind kind : Kind.values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalArgumentException("Beyond the sum of all weights: " + number);
    }
}
