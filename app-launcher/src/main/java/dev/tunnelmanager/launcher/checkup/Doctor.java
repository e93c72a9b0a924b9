package dev.tunnelmanager.launcher.checkup;

import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.application.WatchedPorts;
import dev.tunnelmanager.domain.checkup.Check;
import dev.tunnelmanager.domain.checkup.Checkup;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.topology.EngineView;
import dev.tunnelmanager.launcher.Installation;
import dev.tunnelmanager.launcher.Installation.Surroundings;
import dev.tunnelmanager.launcher.checkup.Examination.Found;
import dev.tunnelmanager.launcher.config.Configuration;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.StateReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Looks at every prerequisite, side by side, and changes nothing: no directory is made, no lock is taken, no record is written. It
 * needs no leader and no state.
 */
public final class Doctor {

    private static final int OLDEST_JAVA = 21;
    private static final String CONFIGURATION = "configuration";
    private static final String CONNECTOR = "connector";
    private static final String NO_INSTANCE = "00000000";

    private final Map<String, String> environment;
    /** What a check leaves for those that need it: it has ended before they begin. */
    private final CompletableFuture<Configuration> configuration = new CompletableFuture<>();
    private final CompletableFuture<Surroundings> around = new CompletableFuture<>();
    private final CompletableFuture<ConnectorObservation> connector = new CompletableFuture<>();
    private final CompletableFuture<Optional<Duration>> ahead = new CompletableFuture<>();

    private Doctor(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Returns what was found.
     *
     * @param configuration reads the configuration
     * @param environment where secrets may stand
     */
    public static Checkup examine(Verdict<Configuration> configuration, Map<String, String> environment)
            throws InterruptedException {
        return Examiner.run(new Doctor(environment).examinations(configuration));
    }

    private List<Examination> examinations(Verdict<Configuration> read) {
        return List.of(
                Examination.of(Check.of("java"), RefusalCode.INTERNAL, Doctor::java),
                Examination.of(Check.of(CONFIGURATION), RefusalCode.INVALID_CONFIGURATION, () -> configured(read)),
                state("state.directory", StateChecks::directory, CONFIGURATION),
                state("state.database", StateChecks::database, "state.directory"),
                state("state.users", StateChecks::users, "state.directory"),
                Examination.of(Check.of("connector.binary", CONFIGURATION), RefusalCode.CONNECTOR_UNAVAILABLE,
                        () -> ConnectorChecks.binary(configuration.join())),
                Examination.of(Check.of("config-file", CONFIGURATION), RefusalCode.INGRESS_UNAVAILABLE,
                        () -> ConnectorChecks.configFile(configuration.join())),
                new Examination(Check.of("config-file.validation", "config-file", "connector.binary"),
                        RefusalCode.INGRESS_UNAVAILABLE, Duration.ofSeconds(15),
                        () -> ConnectorChecks.validation(configuration.join())),
                Examination.of(Check.of(CONNECTOR, CONFIGURATION, "connector.binary"),
                        RefusalCode.CONNECTOR_UNAVAILABLE, this::connector),
                Examination.of(Check.of("tunnel.mode", CONNECTOR), RefusalCode.CONNECTOR_UNAVAILABLE,
                        () -> ConnectorChecks.mode(observed(), configuration.join())),
                Examination.of(Check.of("connector.ports", CONFIGURATION, "connector.binary"),
                        RefusalCode.CONNECTOR_UNAVAILABLE,
                        () -> ConnectorChecks.ports(observed(), configuration.join())),
                Examination.of(Check.of("connector.start", CONNECTOR), RefusalCode.CONNECTOR_UNAVAILABLE,
                        () -> ConnectorChecks.start(observed(), configuration.join())),
                Examination.of(Check.of("docker", CONFIGURATION), RefusalCode.TOPOLOGY_UNAVAILABLE, this::docker),
                Examination.of(Check.of("secrets", CONFIGURATION), RefusalCode.SECRET_UNAVAILABLE,
                        () -> ProviderChecks.secrets(around.join().secrets())),
                Examination.of(Check.of("provider.token", "secrets"), RefusalCode.SECRET_UNAVAILABLE,
                        () -> ProviderChecks.token(around.join().secrets())),
                Examination.of(Check.of("provider", CONFIGURATION), RefusalCode.PROVIDER_UNAVAILABLE, this::provider),
                Examination.of(Check.of("clock", "provider"), RefusalCode.PROVIDER_UNAVAILABLE,
                        () -> ProviderChecks.clock(ahead.join())),
                ProviderChecks.zonesWithin(Check.of("provider.zones", "provider", "provider.token"),
                        () -> ProviderChecks.zones(around.join().directory(), "provider.zones")));
    }

    private Examination state(String name, Function<Path, Found> look, String needs) {
        return Examination.of(Check.of(name, needs), RefusalCode.STATE_UNAVAILABLE,
                () -> look.apply(configuration.join().stateDir()));
    }

    private static Found java() {
        String running = "Java " + Runtime.version() + " of " + System.getProperty("java.vendor") + " in "
                + System.getProperty("java.home") + ".";
        return Runtime.version().feature() >= OLDEST_JAVA ? Found.pass(running)
                : Found.fail(RefusalCode.INVALID_CONFIGURATION, "This is " + running,
                        "Install Java " + OLDEST_JAVA + " or newer.");
    }

    private Found configured(Verdict<Configuration> read) {
        return switch (read) {
            case Verdict.Refused<Configuration> no -> Found.fail(no.refusal());
            case Verdict.Granted<Configuration> granted -> {
                Configuration known = granted.value();
                around.complete(Surroundings.of(known, environment, WatchedPorts.unseen().measurements(),
                        () -> instanceId(known.stateDir()),
                        Clock.systemUTC(), RandomGenerator.getDefault()));
                configuration.complete(known);
                yield Found.pass("From " + known.source() + ".");
            }
        };
    }

    /** Returns the name of this state directory in the environment of its children; one that nobody has if there is none. */
    private static String instanceId(Path stateDir) {
        Path database = stateDir.resolve(Installation.DATABASE);
        try {
            if (!Files.exists(database)
                    || SqliteStateStore.schemaVersionIn(database) != SqliteStateStore.schemaVersion()) {
                return NO_INSTANCE;
            }
            try (SqliteStateStore state = SqliteStateStore.open(database, Clock.systemUTC(),
                    RandomGenerator.getDefault())) {
                return state.read(StateReader::instanceId);
            }
        } catch (PortFailure toldByItsOwnCheck) {
            return NO_INSTANCE;
        }
    }

    private Found connector() {
        return ConnectorChecks.connector(observed(), configuration.join());
    }

    /** Looks once for all checks; who comes second waits for who came first. */
    private ConnectorObservation observed() {
        synchronized (connector) {
            if (!connector.isDone()) {
                connector.complete(around.join().connector().observe());
            }
            return connector.join();
        }
    }

    private Found docker() {
        Optional<String> host = configuration.join().dockerHost();
        if (host.isEmpty()) {
            return Found.pass("docker.host is off: every service is one of the host.");
        }
        return switch (around.join().topology().snapshot().engine()) {
            case EngineView.Present present -> Found.pass("The engine at " + host.get() + " answers: "
                    + present.containers().size() + " containers, " + present.networks().size() + " networks.");
            case EngineView.Absent none -> Found.warn("There is no engine at " + host.get()
                    + ", so every service is taken for one of the host.",
                    "Set docker.host to off if there is to be none, or to the engine's address.");
            case EngineView.Unknown unknown -> Found.fail(RefusalCode.TOPOLOGY_UNAVAILABLE, unknown.reason(),
                    "Make the engine answer this user: docker -H " + host.get() + " ps");
        };
    }

    private Found provider() {
        ahead.complete(ProviderChecks.ahead(configuration.join().cloudflare().api(), Clock.systemUTC()));
        return Found.pass("The provider's API at " + configuration.join().cloudflare().api() + " answers.");
    }
}
