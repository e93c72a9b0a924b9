package dev.tunnelmanager.launcher;

import dev.tunnelmanager.adapter.cloudflaredconfig.BackupPolicy;
import dev.tunnelmanager.adapter.cloudflaredconfig.CloudflaredIngressFile;
import dev.tunnelmanager.adapter.cloudflaredruntime.CloudflaredConnector;
import dev.tunnelmanager.adapter.cloudflaredruntime.ConnectorSettings;
import dev.tunnelmanager.adapter.cloudflaredruntime.ContainerControl;
import dev.tunnelmanager.adapter.cloudflaredruntime.HostPort;
import dev.tunnelmanager.adapter.cloudflaredruntime.Pause;
import dev.tunnelmanager.adapter.docker.DockerContainers;
import dev.tunnelmanager.adapter.docker.DockerTopology;
import dev.tunnelmanager.adapter.host.FileChangeFeed;
import dev.tunnelmanager.adapter.host.FileLeadership;
import dev.tunnelmanager.adapter.host.HostNameResolution;
import dev.tunnelmanager.adapter.host.HostSecrets;
import dev.tunnelmanager.adapter.host.HostTopology;
import dev.tunnelmanager.adapter.host.JdkProbes;
import dev.tunnelmanager.adapter.host.LinuxHostNetwork;
import dev.tunnelmanager.adapter.host.ProcListeners;
import dev.tunnelmanager.adapter.http.Webhook;
import dev.tunnelmanager.adapter.http.WebhookEvents;
import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.application.ControlPlaneSettings;
import dev.tunnelmanager.application.DrivenPorts;
import dev.tunnelmanager.application.TunnelControlPlane;
import dev.tunnelmanager.application.WatchOptions;
import dev.tunnelmanager.application.WatchedPorts;
import dev.tunnelmanager.domain.diagnosis.WatchSettings;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.config.Configuration;
import dev.tunnelmanager.launcher.config.ConfigurationReader;
import dev.tunnelmanager.ports.driven.Connector;
import dev.tunnelmanager.ports.driven.Events;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.Leadership;
import dev.tunnelmanager.ports.driven.Measurements;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Secrets;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.Topology;
import dev.tunnelmanager.ports.driven.Vitals;
import dev.tunnelmanager.ports.driving.ControlPlane;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Assembles the product from a configuration: every port gets its real adapter, here and nowhere else. */
public final class Installation {

    /** Name of the state's file in the state directory. */
    public static final String DATABASE = "tunnel-manager.db";

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PEOPLE_WAIT = Duration.ofMinutes(2);

    /** What an opened control plane is for. */
    public enum Role {
        /** Only asks; others carry changes out. */
        ASKING,
        /** Carries changes out if nobody else does, and waits for them as long as a person would. */
        CARRYING_OUT,
        /** Carries changes out if nobody else does, and answers in time for a tool call. */
        CARRYING_OUT_FOR_AGENTS
    }

    private Installation() {}

    /** Reads the configuration of this process, and opens nothing. */
    public static Verdict<Configuration> configuration(Optional<Path> configurationFile) {
        return new ConfigurationReader(System.getenv(), Path.of("")).read(configurationFile);
    }

    /** Reads the configuration and opens the control plane; says why not if that is not possible. */
    public static Verdict<ControlPlane> open(Optional<Path> configurationFile, Role role) {
        return open(configurationFile, System.getenv(), role);
    }

    /** Does the same with another environment than this process's. */
    static Verdict<ControlPlane> open(Optional<Path> configurationFile, Map<String, String> environment, Role role) {
        return new ConfigurationReader(environment, Path.of("")).read(configurationFile)
                .then(configuration -> open(configuration, environment, role, WatchedPorts.unseen().measurements()));
    }

    /** Opens the control plane of a configuration that was read, and counts and times what happens with {@code measurements}. */
    public static Verdict<ControlPlane> open(Configuration configuration, Map<String, String> environment, Role role,
            Measurements measurements) {
        if (configuration.ingress().mode().equals("remote")) {
            return Verdict.refused(RefusalCode.INVALID_CONFIGURATION,
                    "ingress.mode is remote, and this release configures locally-managed tunnels only.",
                    "Use a locally-managed tunnel, and set ingress.mode to config-file or auto.");
        }
        try {
            requireLocks(configuration.stateDir());
            DrivenPorts ports = ports(configuration, environment, measurements);
            // Opens the state, and makes its directory, before anything else needs that.
            ports.state().read(state -> state.instanceId());
            ControlPlaneSettings settings = settings(configuration, role);
            return Verdict.granted(role == Role.ASKING ? TunnelControlPlane.asking(ports, settings)
                    : TunnelControlPlane.open(ports, settings));
        } catch (PortFailure failure) {
            return Verdict.refused(new Refusal(switch (failure.kind()) {
                case CORRUPT -> RefusalCode.STATE_DAMAGED;
                case NEWER -> RefusalCode.STATE_NEWER;
                case SECRET -> RefusalCode.SECRET_UNAVAILABLE;
                case UNAVAILABLE, DENIED, OUTCOME_UNKNOWN -> RefusalCode.STATE_UNAVAILABLE;
            }, failure.problem(), failure.recommendation()));
        }
    }

    /**
     * Refuses a place where locks cannot be had or exclude nobody, before the database is opened there: it needs them too. A directory
     * that is not there yet is looked at when a leader is chosen in it.
     */
    private static void requireLocks(Path stateDir) {
        if (Files.isDirectory(stateDir)) {
            new FileLeadership(stateDir).tryLead().ifPresent(Leadership.Term::close);
        }
    }

    /**
     * What is around the state, each behind its port; nothing is looked at before the first call.
     *
     * @param secrets the host's
     * @param topology of the engine, or of the host alone
     * @param ingress the rule list
     * @param connector carries the traffic
     * @param vitals tells how it is
     * @param directory the provider's
     */
    public record Surroundings(Secrets secrets, Topology topology, IngressRules ingress, Connector connector,
            Vitals vitals, NameDirectory directory) {

        /** Returns those of a configuration; the connector's children are found by the state's instance id. */
        public static Surroundings of(Configuration configuration, Map<String, String> environment,
                Measurements measurements, Supplier<String> instanceId, InstantSource clock, RandomGenerator chance) {
            Secrets secrets = new HostSecrets(environment, configuration.secretsDir());
            ProcListeners listeners = new ProcListeners();
            Optional<DockerTopology> docker = configuration.dockerHost()
                    .map(host -> new DockerTopology(host, listeners, clock));
            Topology topology = docker.<Topology>map(engine -> engine)
                    .orElseGet(() -> new HostTopology(listeners, clock));
            NameDirectory directory = new LazyNameDirectory(
                    () -> ProviderAccess.directory(configuration, secrets, clock), measurements);
            CloudflaredConnector connector = Installation.connector(configuration, instanceId, docker, clock, chance);
            return new Surroundings(secrets, topology, Installation.ingress(configuration, clock), connector,
                    connector.vitals(), directory);
        }
    }

    private static DrivenPorts ports(Configuration configuration, Map<String, String> environment,
            Measurements measurements) {
        InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
        SecureRandom chance = new SecureRandom();
        Path stateDir = configuration.stateDir();
        StateStore state = SqliteStateStore.open(stateDir.resolve(DATABASE), clock, chance);
        Surroundings around = Surroundings.of(configuration, environment, measurements,
                () -> state.read(reader -> reader.instanceId()), clock, chance);
        Executor sideBySide = task -> Thread.ofVirtual().name("tunnel-manager-call").start(task);
        return new DrivenPorts(state, new FileChangeFeed(stateDir, DATABASE), new FileLeadership(stateDir),
                around.directory(), around.ingress(), around.connector(), around.topology(), probes(configuration),
                watched(configuration, around.vitals(), chance, measurements),
                events(configuration, around.secrets(), clock), clock, chance, sideBySide);
    }

    private static WatchedPorts watched(Configuration configuration, Vitals vitals,
            SecureRandom chance, Measurements measurements) {
        List<Configuration.Address> fixed = StaticEdge.in(configuration.connector().extraArgs());
        List<InetSocketAddress> edge = (fixed.isEmpty() ? configuration.edge().addresses() : fixed).stream()
                .map(address -> InetSocketAddress.createUnresolved(address.host(), address.port())).toList();
        HostNameResolution.Allowed allowed = switch (configuration.dnsRecovery()) {
            case "flush" -> HostNameResolution.Allowed.FLUSH;
            case "resolvers" -> HostNameResolution.Allowed.RESOLVERS;
            default -> HostNameResolution.Allowed.NOTHING;
        };
        return new WatchedPorts(vitals, new LinuxHostNetwork(edge, chance),
                new HostNameResolution(allowed, configuration.stateDir()), measurements);
    }

    private static Events events(Configuration configuration, Secrets secrets, InstantSource clock) {
        List<Webhook> webhooks = configuration.webhooks().stream().map(webhook -> new Webhook(webhook.address(),
                webhook.secret().map(name -> () -> secrets.find(name)
                        .orElseThrow(
                                () -> new PortFailure(PortFailure.Kind.SECRET, "The secret " + name + " is missing.",
                                        "Write it below secrets.dir, or change events.webhooks.")))))
                .toList();
        return webhooks.isEmpty() ? new LoggedEvents() : new WebhookEvents(webhooks, new LoggedEvents(), clock);
    }

    private static IngressRules ingress(Configuration configuration, InstantSource clock) {
        Path backups = configuration.stateDir().resolve("backups");
        BackupPolicy policy = switch (configuration.ingress().backup()) {
            case "git" -> BackupPolicy.git(backups);
            case "off" -> BackupPolicy.off();
            default -> BackupPolicy.files(backups);
        };
        return new CloudflaredIngressFile(configuration.ingress().configFile(), policy,
                Optional.of(configuration.connector().binary()), clock);
    }

    private static CloudflaredConnector connector(Configuration configuration, Supplier<String> instanceId,
            Optional<DockerTopology> docker, InstantSource clock, RandomGenerator chance) {
        Optional<DockerContainers> containers = docker.map(DockerTopology::containers);
        Configuration.Connector wanted = configuration.connector();
        ConnectorSettings settings = new ConnectorSettings(
                ConnectorSettings.Kind.valueOf(wanted.kind().toUpperCase(Locale.ROOT)), wanted.unit(),
                wanted.containers(), wanted.binary(), wanted.extraArgs(),
                wanted.metrics().stream().map(address -> new HostPort(address.host(), address.port())).toList(),
                wanted.gracePeriod(), configuration.ingress().configFile(), configuration.stateDir(),
                instanceId, wanted.readyTimeout());
        ContainerControl control = docker
                .<ContainerControl>map(engine -> new EngineContainers(engine.containers(), engine::onChange,
                        wanted.containers()))
                .orElseGet(ContainerControl::none);
        return new CloudflaredConnector(settings, control,
                () -> containers.flatMap(DockerContainers::ownContainerId), Pause.real(), clock, chance);
    }

    private static JdkProbes probes(Configuration configuration) {
        return new JdkProbes(configuration.edge().probe(), configuration.edge().via()
                .map(via -> InetSocketAddress.createUnresolved(via.host(), via.port())), PROBE_TIMEOUT);
    }

    private static ControlPlaneSettings settings(Configuration configuration, Role role) {
        Set<PortNumber> reserved = new HashSet<>();
        configuration.connector().metrics().forEach(address -> reserved.add(PortNumber.of(address.port())));
        configuration.httpListen().ifPresent(address -> reserved.add(PortNumber.of(address.port())));
        ControlPlaneSettings settings = ControlPlaneSettings.DEFAULTS
                .withDefaultDomain(configuration.cloudflare().defaultDomain()).withReservedPorts(reserved)
                .withWindow(configuration.ingress().window()).withLookInterval(configuration.monitor().interval())
                .withWatch(watch(configuration.monitor()))
                .withEngineExpected(configuration.dockerHost().isPresent());
        return role == Role.CARRYING_OUT ? settings.withAnswerWithin(PEOPLE_WAIT) : settings;
    }

    private static WatchOptions watch(Configuration.Monitor monitor) {
        WatchSettings pace = WatchSettings.DEFAULTS.withIntervals(monitor.interval(), monitor.confirmInterval())
                .withStrikes(monitor.strikes());
        return WatchOptions.DEFAULTS.withPace(pace).withCanary(monitor.canary().map(HostnamePattern::parse)
                .flatMap(name -> name instanceof Verdict.Granted<HostnamePattern> good ? Optional.of(good.value())
                        : Optional.empty()));
    }
}
