package dev.tunnelmanager.simulation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stands between one simulated process and everything outside. At every call others may go first, time may pass, the process may die,
 * and the call may fail.
 */
final class Gate {

    private final World world;
    private final PlayedProcess process;

    Gate(World world, PlayedProcess process) {
        this.world = world;
        this.process = process;
    }

    /** Returns {@code real} behind this gate. */
    <T> T round(Class<T> port, T real) {
        Map<Method, String> names = new HashMap<>();
        for (Method method : port.getMethods()) {
            names.put(method, port.getSimpleName() + "." + method.getName());
        }
        InvocationHandler handler = (self, method, arguments) -> {
            String call = names.get(method);
            if (call == null || method.getName().equals("close")) {
                return answer(real, method, arguments);
            }
            return call(call, real, method, arguments);
        };
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[]{port}, handler));
    }

    private @Nullable Object call(String call, Object real, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (process.isDead()) {
            throw new Crash("dead already at " + call);
        }
        Strand strand = world.scheduler().current();
        if (strand.inState > 0) {
            // Nobody else can do anything meanwhile, so there is nothing to draw.
            return answer(real, method, arguments);
        }
        boolean ofState = call.startsWith("StateStore.");
        Latency latency = world.latency(call);
        if (latency.before() > 0) {
            world.scheduler().pass(latency.before());
        } else {
            world.scheduler().turn();
        }
        boolean last = process.isLastCall();
        if (last && !process.diesAfterCall()) {
            throw died(call, "before", strand);
        }
        Optional<CallFault> fault = last ? Optional.empty() : world.faultAt(call);
        if (fault.isPresent() && !fault.get().hasEffect()) {
            note(strand, call, fault.get().words());
            throw fault.get().failure(call);
        }
        Object answer;
        strand.inState += ofState ? 1 : 0;
        try {
            answer = answer(real, method, arguments);
        } catch (RuntimeException failure) {
            note(strand, call, failure.getClass().getSimpleName());
            throw failure;
        } finally {
            strand.inState -= ofState ? 1 : 0;
        }
        note(strand, call, fault.map(CallFault::words).orElse(""));
        world.after(call, process, answer);
        if (last) {
            throw died(call, "after", strand);
        }
        if (fault.isPresent()) {
            throw fault.get().failure(call);
        }
        if (latency.after() > 0) {
            world.scheduler().pass(latency.after());
        }
        return answer;
    }

    private void note(Strand strand, String call, String how) {
        world.trace().step(world.scheduler().millis(), strand, call, how);
    }

    private Crash died(String call, String when, Strand strand) {
        note(strand, call, "the process dies " + when);
        world.crashed(process, call, when);
        return new Crash(when + " " + call);
    }

    private static @Nullable Object answer(Object real, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }
}
