package dev.tunnelmanager.adapter.sqlite;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/** One transaction: lends its connection to the thread that it was begun on, until it is over. */
final class Session {

    private final Handle handle;
    private final Thread owner = Thread.currentThread();
    private boolean over;

    Session(Handle handle) {
        this.handle = handle;
    }

    Query query(String sql) {
        return lent().createQuery(sql);
    }

    Update update(String sql) {
        return lent().createUpdate(sql);
    }

    PreparedBatch batch(String sql) {
        return lent().prepareBatch(sql);
    }

    void end() {
        over = true;
    }

    private Handle lent() {
        if (over || !Thread.currentThread().equals(owner)) {
            throw new IllegalStateException(
                    "The state was used outside the call that handed it out, or on another thread than that call's");
        }
        return handle;
    }
}
