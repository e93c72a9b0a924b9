package dev.tunnelmanager.contracts;

import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where the tests of a {@link StateStore} get their stores from; whoever makes the stores closes them after each test. */
interface StateStoreUnderTest {

    /** Returns a store of a new state. */
    StateStore emptyStore();

    /** Closes {@code store}, and returns a new one of the same state, as after a restart of the process. */
    StateStore reopened(StateStore store);

    /** Returns another store of the same state, as another process would have it, while {@code store} stays open. */
    StateStore second(StateStore store);

    /** Makes a change that has no answer. */
    static void change(StateStore store, Consumer<StateWriter> work) {
        store.change(writer -> {
            work.accept(writer);
            return true;
        });
    }

    /** Reads something that there may be one of. */
    static <T> Optional<T> find(StateStore store, Function<StateReader, Optional<T>> query) {
        return store.read(query);
    }

    /** Reads something that there may be several of. */
    static <T> List<T> list(StateStore store, Function<StateReader, List<T>> query) {
        return store.read(query);
    }

    /** Reads how many of something there are. */
    static int count(StateStore store, Function<StateReader, Integer> query) {
        return store.read(query);
    }
}
