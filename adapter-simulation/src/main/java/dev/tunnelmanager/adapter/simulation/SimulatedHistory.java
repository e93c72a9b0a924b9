package dev.tunnelmanager.adapter.simulation;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Things that happened, newest first. Never changes: adding one makes another history that shares the rest. */
final class SimulatedHistory<E> implements Iterable<E> {

    private final @Nullable Link<E> newest;

    private SimulatedHistory(@Nullable Link<E> newest) {
        this.newest = newest;
    }

    static <E> SimulatedHistory<E> empty() {
        return new SimulatedHistory<>(null);
    }

    SimulatedHistory<E> with(E event) {
        return new SimulatedHistory<>(new Link<>(event, newest));
    }

    /** Returns this history with {@code event} in the place of the newest one; there must be one. */
    SimulatedHistory<E> withNewest(E event) {
        return new SimulatedHistory<>(new Link<>(event, Objects.requireNonNull(newest).older()));
    }

    Stream<E> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    @Override
    public Iterator<E> iterator() {
        return new Iterator<>() {

            private @Nullable Link<E> next = newest;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public E next() {
                Link<E> link = next;
                if (link == null) {
                    throw new NoSuchElementException();
                }
                next = link.older();
                return link.event();
            }
        };
    }

    /** An event and what came before it. */
    private record Link<E>(E event, @Nullable Link<E> older) {}
}
