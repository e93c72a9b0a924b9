package dev.tunnelmanager.application;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.operation.Operation;
import dev.tunnelmanager.domain.route.Route;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is to be done in one go.
 *
 * @param operations what was asked for
 * @param others routes that need work although no operation is about them
 */
record Work(List<Operation> operations, List<Route> others) {

    boolean isEmpty() {
        return operations.isEmpty() && others.isEmpty();
    }

    List<HostnamePattern> hostnames() {
        return Stream.concat(operations.stream().map(operation -> operation.intent().hostname()),
                others.stream().map(Route::hostname)).toList();
    }

    /** Returns the part of this that is about {@code hostname}. */
    Work only(HostnamePattern hostname) {
        return new Work(
                operations.stream().filter(operation -> operation.intent().hostname().equals(hostname)).toList(),
                others.stream().filter(route -> route.hostname().equals(hostname)).toList());
    }
}
