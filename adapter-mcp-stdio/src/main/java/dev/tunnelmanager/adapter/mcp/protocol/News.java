package dev.tunnelmanager.adapter.mcp.protocol;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.domain.refusal.Verdict;
import java.util.function.Consumer;

/** What a server tells without being asked, and the resource that changes with each piece of it. Making one has no side effect. */
public interface News {

    /** Returns the resource. */
    Resource resource();

    /**
     * Tells {@code told} of each piece of news from now on, one after the other, until closed; or says why that is not possible.
     *
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    Verdict<Feed> begin(Consumer<Item> told) throws InterruptedException;

    /** News that come, until closed. */
    interface Feed extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * What can be read.
     *
     * @param uri by which clients name it
     * @param title for people
     * @param description what it holds, and when it is of use
     * @param tool a tool without arguments, whose structured result is what is read
     */
    record Resource(String uri, String title, String description, String tool) {}

    /**
     * A piece of news.
     *
     * @param severity how much it matters
     * @param details what has happened
     */
    record Item(Severity severity, JsonObject details) {}

    /** How much something matters, by the names of RFC 5424 that the protocol uses; the least first. */
    enum Severity {
        DEBUG, INFO, NOTICE, WARNING, ERROR, CRITICAL, ALERT, EMERGENCY
    }
}
