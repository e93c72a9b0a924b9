package dev.tunnelmanager.adapter.sqlite;

import dev.tunnelmanager.contracts.StateStoreContract;
import dev.tunnelmanager.ports.driven.StateStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteStateStoreTest implements StateStoreContract {

    @TempDir
    Path directory;

    private final List<StateStore> opened = new ArrayList<>();
    private int states;

    @Override
    public StateStore emptyStore() {
        states++;
        return open();
    }

    @Override
    public StateStore reopened(StateStore store) {
        store.close();
        return open();
    }

    @Override
    public StateStore second(StateStore store) {
        return open();
    }

    @AfterEach
    void close() {
        opened.forEach(StateStore::close);
    }

    private StateStore open() {
        StateStore store = SqliteStateStore.open(directory.resolve("state " + states + "?#%41").resolve("ü.db"),
                InstantSource.system(), RandomGenerator.getDefault());
        opened.add(store);
        return store;
    }
}
