package dev.tunnelmanager.simulation;

import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** A state store that tells what each change has written, as soon as that is durable. */
final class Recorder {

    static StateStore of(StateStore real, Consumer<List<Object>> committed) {
        return new StateStore() {
            @Override
            public <T> T read(Function<StateReader, T> query) {
                return real.read(query);
            }

            @Override
            public <T> T change(Function<StateWriter, T> work) {
                List<Object> written = new ArrayList<>();
                T answer = real.change(writer -> work.apply(recording(writer, written)));
                committed.accept(written);
                return answer;
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }

    private static StateWriter recording(StateWriter real, List<Object> written) {
        return (StateWriter) Proxy.newProxyInstance(StateWriter.class.getClassLoader(),
                new Class<?>[]{StateWriter.class}, (self, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getTargetException();
                    }
                    String name = method.getName();
                    if (arguments != null && (name.equals("put") || name.equals("append"))) {
                        written.add(arguments[0]);
                    }
                    return answer;
                });
    }

    private Recorder() {}
}
