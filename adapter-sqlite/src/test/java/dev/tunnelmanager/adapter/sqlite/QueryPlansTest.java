package dev.tunnelmanager.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.ports.driven.StateReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That no query about one thing reads a whole table that grows: asked of SQLite, not timed. */
class QueryPlansTest {

    private static final Set<String> GROWING = Set.of("routes", "route_lines", "operations", "operation_warnings",
            "audit_entries", "health_samples", "health_hours", "ports", "projects", "events", "restart_requests");

    @TempDir
    Path directory;

    @Test
    void queries_about_one_thing_use_an_index() throws Exception {
        ProjectName anna = new ProjectName("anna");
        HostnamePattern shop = HostnamePattern.of("shop.example.com");
        DatabaseFile file = existing();
        Set<String> queries = new TreeSet<>();
        try (Handle handle = file.openReader()) {
            handle.getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
                @Override
                public void logBeforeExecution(StatementContext context) {
                    queries.add(context.getParsedSql().getSql());
                }
            });
            StateReader state = new SqliteReader(new Session(handle));
            List<Object> asked = List.of(state.project(anna), state.port(PortNumber.of(1)),
                    state.ports(Optional.of(anna)), state.routeHolding(shop), state.latestRoute(shop),
                    state.routes(Optional.of(anna)), state.routesOn(PortNumber.of(1)), state.routeCount(anna),
                    state.operation(OperationId.of(1)), state.operationByKey(anna, "k"), state.unfinishedOn(shop),
                    state.unfinished(), state.audit(Optional.of(anna), Optional.empty(), 1),
                    state.audit(Optional.of(anna), Optional.of("s"), 1),
                    state.audit(Optional.empty(), Optional.of("s"), 1), state.auditCount("a"), state.successCount("a"),
                    state.health(Instant.EPOCH), state.healthTotals(Instant.EPOCH), state.events(7, 10),
                    state.lastEvent(), state.restartRequest(OperationId.of(1)), state.openRestartRequests(),
                    state.watch());
            assertThat(asked).hasSize(24);
        }
        assertThat(queries).hasSizeGreaterThanOrEqualTo(24);
        for (String query : queries) {
            for (String step : plan(file.path(), query)) {
                List<String> words = List.of(step.split(" "));
                boolean wholeTable = words.getFirst().equals("SCAN") && GROWING.contains(words.get(1))
                        && !step.contains("operations_unfinished") && !step.contains("restart_requests_open");
                assertThat(wholeTable).as("%s%n  of %s", step, query).isFalse();
            }
        }
    }

    private static List<String> plan(Path file, String query) throws Exception {
        String steps = Sql.askAll(file, "EXPLAIN QUERY PLAN " + query, "detail");
        assertThat(steps).isNotBlank();
        return steps.lines().toList();
    }

    private DatabaseFile existing() {
        Path file = directory.resolve("a.db");
        try (SqliteStateStore store = SqliteStateStore.open(file, InstantSource.system(),
                RandomGenerator.getDefault())) {
            assertThat(store.read(StateReader::leader)).isEmpty();
        }
        return new DatabaseFile(file);
    }
}
