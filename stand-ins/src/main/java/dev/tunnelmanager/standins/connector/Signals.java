package dev.tunnelmanager.standins.connector;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Catches signals. The JDK's only way is a class that the compiler warns about whenever it is named in source, so it is reached by
 * its name.
 */
final class Signals {

    /** Runs {@code action} at each of {@code signals}, named without {@code SIG}, instead of what the JVM would do. */
    static void on(List<String> signals, Runnable action) {
        try {
            Object caught = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[]{handler()},
                    (proxy, method, args) -> {
                        action.run();
                        return null;
                    });
            for (String name : signals) {
                set(name, caught);
            }
        } catch (ReflectiveOperationException unsupported) {
            throw new IllegalStateException("Signals cannot be caught here", unsupported);
        }
    }

    /** Lets a signal kill the process as it kills one that does nothing about it, and not end it as the JVM would. */
    static void kills(String name) {
        try {
            set(name, handler().getField("SIG_DFL").get(null));
        } catch (ReflectiveOperationException unsupported) {
            throw new IllegalStateException("Signals cannot be let through here", unsupported);
        }
    }

    private static Class<?> handler() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }

    private static void set(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        signal.getMethod("handle", signal, handler()).invoke(null,
                signal.getConstructor(String.class).newInstance(name), handler);
    }

    private Signals() {}
}
