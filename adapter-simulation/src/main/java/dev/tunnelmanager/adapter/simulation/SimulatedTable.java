package dev.tunnelmanager.adapter.simulation;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rows by key, in the order in which the keys came. A copy shares the rows until it is changed. */
final class SimulatedTable<K, V> {

    private Map<K, V> rows;
    private boolean shared;

    SimulatedTable() {
        this(new LinkedHashMap<>(), false);
    }

    private SimulatedTable(Map<K, V> rows, boolean shared) {
        this.rows = rows;
        this.shared = shared;
    }

    SimulatedTable<K, V> copy() {
        return new SimulatedTable<>(rows, true);
    }

    Optional<V> find(K key) {
        return Optional.ofNullable(rows.get(key));
    }

    Collection<V> all() {
        return Collections.unmodifiableCollection(rows.values());
    }

    Set<K> keys() {
        return Collections.unmodifiableSet(rows.keySet());
    }

    void put(K key, V value) {
        own().put(key, value);
    }

    void remove(K key) {
        if (rows.containsKey(key)) {
            own().remove(key);
        }
    }

    private Map<K, V> own() {
        if (shared) {
            rows = new LinkedHashMap<>(rows);
            shared = false;
        }
        return rows;
    }
}
