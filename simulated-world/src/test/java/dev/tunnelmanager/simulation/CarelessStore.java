package dev.tunnelmanager.simulation;

import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.Function;

/** A state store that writes something else than it is told to, or nothing. */
final class CarelessStore implements StateStore {

    private final StateStore real;
    private final Function<Object, Optional<Object>> careless;

    /**
     * Makes one.
     *
     * @param careless returns what is written instead of what was put or appended; empty writes nothing
     */
    CarelessStore(StateStore real, Function<Object, Optional<Object>> careless) {
        this.real = real;
        this.careless = careless;
    }

    @Override
    public <T> T read(Function<StateReader, T> query) {
        return real.read(query);
    }

    @Override
    public <T> T change(Function<StateWriter, T> work) {
        return real.change(writer -> work.apply(careless(writer)));
    }

    @Override
    public void close() {
        real.close();
    }

    private StateWriter careless(StateWriter writer) {
        return (StateWriter) Proxy.newProxyInstance(StateWriter.class.getClassLoader(),
                new Class<?>[]{StateWriter.class}, (self, method, arguments) -> {
                    Object[] written = arguments;
                    if (arguments != null && (method.getName().equals("put") || method.getName().equals("append"))) {
                        Optional<Object> instead = careless.apply(arguments[0]);
                        if (instead.isEmpty()) {
                            return arguments[0];
                        }
                        written = new Object[]{instead.get()};
                    }
                    try {
                        return method.invoke(writer, written);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getTargetException();
                    }
                });
    }
}
