package dev.tunnelmanager.ports.driven;

/** Being told of changes, until closed; a call that is under way when it is closed may still end. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
