package dev.tunnelmanager.simulation;

/** The end of a simulated process, in place of a power cut. It meets whatever the process calls from then on, clean-up too. */
final class Crash extends Error {

    private static final long serialVersionUID = 1L;

    Crash(String where) {
        super(where, null, false, false);
    }
}
