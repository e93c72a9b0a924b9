package dev.tunnelmanager.standins.connector;

import java.lang.reflect.Method;
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
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object caught = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[]{handler},
                    (proxy, method, args) -> {
                        action.run();
                        return null;
                    });
            Method handle = signal.getMethod("handle", signal, handler);
            for (String name : signals) {
                handle.invoke(null, signal.getConstructor(String.class).newInstance(name), caught);
            }
        } catch (ReflectiveOperationException unsupported) {
            throw new IllegalStateException("Signals cannot be caught here", unsupported);
        }
    }

    private Signals() {}
}
