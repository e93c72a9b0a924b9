package dev.tunnelmanager.application;

import dev.tunnelmanager.ports.driven.PortFailure;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands between one process and its ports: counts the calls, and makes one of them the last, or one of them fail. A fuse that has
 * blown stays so: a process that has crashed calls nobody any more.
 */
final class Fuse {

    /** The end of a process, in place of a power cut. Nothing in the product may catch it and go on with what it was doing. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash(String call) {
            super(call, null, false, false);
        }
    }

    /** What happens at a call. */
    enum Trouble {
        /** The process ends, and the call has no effect. */
        CRASH_BEFORE,
        /** The process ends when the call has had its effect. */
        CRASH_AFTER,
        /** The call fails without an effect, and says so. */
        UNAVAILABLE,
        /** The call has its effect, and fails without saying so. */
        UNANSWERED;

        private boolean isCrash() {
            return this == CRASH_BEFORE || this == CRASH_AFTER;
        }

        private boolean hasEffect() {
            return this == CRASH_AFTER || this == UNANSWERED;
        }
    }

    private final List<String> calls = new ArrayList<>();
    private Runnable beforeEach = () -> {};
    private Predicate<String> counted = call -> true;
    private int at = Integer.MAX_VALUE;
    private Trouble trouble = Trouble.CRASH_BEFORE;
    private boolean met;
    private volatile boolean blown;
    private Predicate<String> bugs = call -> false;

    /** Has {@code next} happen at the {@code n}th counted call from now on, counting from 1. */
    synchronized void at(int n, Trouble next) {
        calls.clear();
        at = n;
        trouble = next;
        met = false;
    }

    /** Counts only calls of which {@code these} is true, each written as {@code Port.method}. */
    synchronized void counting(Predicate<String> these) {
        counted = these;
    }

    /** Has a programming error be met at each call of which {@code these} is true, written with its arguments. */
    synchronized void bugs(Predicate<String> these) {
        bugs = these;
    }

    /** Looks at the world before each call. */
    synchronized void beforeEach(Runnable look) {
        beforeEach = look;
    }

    /** Ends the process here and now. */
    void blow() {
        blown = true;
    }

    /** Returns whether the process has ended. */
    boolean hasBlown() {
        return blown;
    }

    /** Returns whether the call was reached at which something was to happen. */
    synchronized boolean wasMet() {
        return met;
    }

    /** Returns the counted calls, in order. */
    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Returns {@code real} behind this fuse. */
    <T> T round(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[]{port}, (self, method,
                arguments) -> {
            String call = port.getSimpleName() + "." + method.getName();
            if (method.getDeclaringClass() == Object.class || method.getName().equals("close")) {
                return method.invoke(real, arguments);
            }
            @Nullable
            Trouble now = meet(call, Arrays.toString(arguments));
            if (now != null && !now.hasEffect()) {
                throw thrown(now, call);
            }
            Object answer = answer(() -> method.invoke(real, arguments));
            if (now != null) {
                throw thrown(now, call);
            }
            return answer;
        }));
    }

    private synchronized @Nullable Trouble meet(String call, String arguments) {
        if (blown) {
            throw new Crash("dead already at " + call);
        }
        beforeEach.run();
        if (bugs.test(call + arguments)) {
            throw new IllegalStateException("a planted bug at " + call);
        }
        if (!counted.test(call)) {
            return null;
        }
        calls.add(call);
        if (calls.size() != at) {
            return null;
        }
        met = true;
        blown = trouble.isCrash();
        return trouble;
    }

    private static Throwable thrown(Trouble trouble, String call) {
        return switch (trouble) {
            case CRASH_BEFORE, CRASH_AFTER -> new Crash(trouble + " " + call);
            case UNAVAILABLE -> new PortFailure(PortFailure.Kind.UNAVAILABLE, call + " was cut off before.", "Repeat.");
            case UNANSWERED -> new PortFailure(PortFailure.Kind.OUTCOME_UNKNOWN, call + " was cut off after.",
                    "Look again.");
        };
    }

    private interface Call {
        @Nullable
        Object make() throws ReflectiveOperationException;
    }

    private static @Nullable Object answer(Call call) throws Throwable {
        try {
            return call.make();
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }
}
