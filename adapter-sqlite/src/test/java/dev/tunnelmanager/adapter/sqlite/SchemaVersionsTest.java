package dev.tunnelmanager.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.operation.OperationId;
import dev.tunnelmanager.domain.operation.OperationOutcome;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.ports.driven.StateReader;
import dev.tunnelmanager.ports.driven.StateWriter;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Opens the state of every schema version there ever was: each has a fixture {@code state-of-V1.sql}, and so on. */
class SchemaVersionsTest {

    private static final ProjectName ANNA = new ProjectName("anna");

    @TempDir
    Path directory;

    static IntStream versions() {
        return IntStream.rangeClosed(1, Schema.NEWEST);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void every_version_is_opened_with_all_that_is_in_it(int version) throws Exception {
        Path file = directory.resolve("old.db");
        Sql.run(file, fixture(version));
        assertThat(Sql.ask(file, "PRAGMA user_version")).isEqualTo(String.valueOf(version));
        try (SqliteStateStore store = open(file)) {
            assertThat(store.<Boolean>read(SchemaVersionsTest::isAllThere)).isTrue();
            assertThat(store.<Boolean>read(state -> isWatchThere(state, version >= 2))).isTrue();
            assertThat(store.change(StateWriter::nextRouteId)).isEqualTo(8L);
            assertThat(store.damage()).isEmpty();
        }
        assertThat(Sql.ask(file, "PRAGMA user_version")).isEqualTo(String.valueOf(Schema.NEWEST));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void every_version_ends_with_the_same_schema_as_a_new_state(int version) throws Exception {
        Path old = directory.resolve("old.db");
        Path fresh = directory.resolve("fresh.db");
        Sql.run(old, fixture(version));
        for (Path file : new Path[]{old, fresh}) {
            try (SqliteStateStore store = open(file)) {
                assertThat(store.read(StateReader::instanceId)).isNotEmpty();
            }
        }
        String schema = "SELECT group_concat(type || name || sql, char(10)) FROM (SELECT * FROM sqlite_schema ORDER BY name)";
        assertThat(Sql.ask(old, schema)).isEqualTo(Sql.ask(fresh, schema)).contains("routes_holding");
    }

    @Test
    void there_is_a_script_for_each_version_and_none_beyond() {
        versions().forEach(version -> assertThat(Schema.script(version)).isNotBlank());
        assertThat(Schema.class.getResource("V" + (Schema.NEWEST + 1) + ".sql")).isNull();
    }

    private static boolean isAllThere(StateReader state) {
        assertThat(state.instanceId()).isEqualTo("0a1b2c3d");
        assertThat(state.registrationOpen()).isFalse();
        assertThat(state.leader()).contains("process 4711");
        assertThat(state.project(ANNA).orElseThrow().suffixes()).containsExactly("example.com");
        assertThat(state.ports(Optional.of(ANNA))).hasSize(1);
        assertThat(state.zones().getFirst().notes()).containsExactly("It is on the free plan.");
        assertThat(state.zonesSeenAt()).contains(Instant.ofEpochMilli(1_795_000_000_500L));
        Route shop = state.routeHolding(HostnamePattern.of("shop.example.com")).orElseThrow();
        assertThat(shop.target().orElseThrow().warnings()).containsExactly("Its certificate is not checked.");
        assertThat(shop.written()).hasSize(1);
        assertThat(shop.record().orElseThrow().id()).isEqualTo("r1");
        assertThat(state.operationByKey(ANNA, "k1").orElseThrow().outcome().orElseThrow())
                .isInstanceOf(OperationOutcome.Done.class);
        assertThat(state.operation(new OperationId("op-00000000000000a2")).orElseThrow().outcome().orElseThrow())
                .isInstanceOf(OperationOutcome.NotDone.class);
        assertThat(state.audit(Optional.of(ANNA), Optional.empty(), 10)).hasSize(1);
        assertThat(state.health(Instant.EPOCH)).hasSize(1);
        EngineView engine = state.topology().orElseThrow().engine();
        assertThat(engine).isInstanceOfSatisfying(EngineView.Present.class,
                present -> assertThat(present.containers().getFirst().bindings()).hasSize(1));
        return true;
    }

    private static boolean isWatchThere(StateReader state, boolean kept) {
        assertThat(state.watch().isPresent()).isEqualTo(kept);
        assertThat(state.lastEvent()).isEqualTo(kept ? 7 : 0);
        assertThat(state.openRestartRequests()).hasSize(kept ? 1 : 0);
        assertThat(state.healthTotals(Instant.EPOCH).seen().toMillis()).isEqualTo(kept ? 60_000 : 0);
        state.watch().ifPresent(memory -> {
            assertThat(memory.diagnosis().evidence()).containsExactly("It was seen.");
            assertThat(memory.connectorIds()).containsEntry("127.0.0.1:20241", "id-1");
            assertThat(memory.troubles()).hasSize(1);
            assertThat(memory.ladder().attempts()).isEqualTo(2);
        });
        return true;
    }

    private static String fixture(int version) throws Exception {
        String name = "state-of-V" + version + ".sql";
        try (@Nullable
        InputStream script = SchemaVersionsTest.class.getResourceAsStream(name)) {
            assertThat(script).as("fixture %s, made from a database of that version", name).isNotNull();
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static SqliteStateStore open(Path file) {
        return SqliteStateStore.open(file, InstantSource.system(), RandomGenerator.getDefault());
    }
}
