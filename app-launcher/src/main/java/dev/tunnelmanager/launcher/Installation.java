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
import dev.tunnelmanager.adapter.host.HostSecrets;
import dev.tunnelmanager.adapter.host.HostTopology;
import dev.tunnelmanager.adapter.host.JdkProbes;
import dev.tunnelmanager.adapter.host.ProcListeners;
import dev.tunnelmanager.adapter.sqlite.SqliteStateStore;
import dev.tunnelmanager.application.ControlPlaneSettings;
import dev.tunnelmanager.application.DrivenPorts;
import dev.tunnelmanager.application.TunnelControlPlane;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.config.Configuration;
import dev.tunnelmanager.launcher.config.ConfigurationReader;
import dev.tunnelmanager.ports.driven.IngressRules;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Secrets;
import dev.tunnelmanager.ports.driven.StateStore;
import dev.tunnelmanager.ports.driven.Topology;
import dev.tunnelmanager.ports.driving.ControlPlane;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** Assembles the product from a configuration: every port gets its real adapter, here and nowhere else. */
public final class Installation {

    private static final String DATABASE = "tunnel-manager.db";
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

    /** Reads the configuration and opens the control plane; says why not if that is not possible. */
    public static Verdict<ControlPlane> open(Optional<Path> configurationFile, Role role) {
        return open(configurationFile, System.getenv(), role);
    }

    /** Does the same with another environment than this process's. */
    static Verdict<ControlPlane> open(Optional<Path> configurationFile, Map<String, String> environment, Role role) {
        return new ConfigurationReader(environment, Path.of("")).read(configurationFile)
                .then(configuration -> open(configuration, environment, role));
    }

    private static Verdict<ControlPlane> open(Configuration configuration, Map<String, String> environment, Role role) {
        if (configuration.ingress().mode().equals("remote")) {
            return Verdict.refused(RefusalCode.INVALID_CONFIGURATION,
                    "ingress.mode is remote, and this release configures locally-managed tunnels only.",
                    "Use a locally-managed tunnel, and set ingress.mode to config-file or auto.");
        }
        try {
            DrivenPorts ports = ports(configuration, environment);
            // Opens the state, and makes its directory, before anything else needs that.
            ports.state().read(state -> state.instanceId());
            ControlPlaneSettings settings = settings(configuration, role);
            return Verdict.granted(role == Role.ASKING ? TunnelControlPlane.asking(ports, settings)
                    : TunnelControlPlane.open(ports, settings));
        } catch (PortFailure failure) {
            return Verdict.refused(new Refusal(switch (failure.kind()) {
                case CORRUPT -> RefusalCode.STATE_DAMAGED;
                case NEWER -> RefusalCode.STATE_NEWER;
                case UNAVAILABLE, DENIED, OUTCOME_UNKNOWN -> RefusalCode.STATE_UNAVAILABLE;
            }, failure.problem(), failure.recommendation()));
        }
    }

    private static DrivenPorts ports(Configuration configuration, Map<String, String> environment) {
        InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
        SecureRandom chance = new SecureRandom();
        Path stateDir = configuration.stateDir();
        StateStore state = SqliteStateStore.open(stateDir.resolve(DATABASE), clock, chance);
        Secrets secrets = new HostSecrets(environment, configuration.secretsDir());
        ProcListeners listeners = new ProcListeners();
        Optional<DockerTopology> docker = configuration.dockerHost()
                .map(host -> new DockerTopology(host, listeners, clock));
        Topology topology = docker.<Topology>map(engine -> engine).orElseGet(() -> new HostTopology(listeners, clock));
        NameDirectory directory = new LazyNameDirectory(
                () -> ProviderAccess.directory(configuration, secrets, clock));
        CloudflaredConnector connector = connector(configuration, state, docker.map(DockerTopology::containers), clock,
                chance);
        Executor sideBySide = task -> Thread.ofVirtual().name("tunnel-manager-call").start(task);
        return new DrivenPorts(state, new FileChangeFeed(stateDir, DATABASE), new FileLeadership(stateDir), directory,
                ingress(configuration, clock), connector, topology, probes(configuration), new LoggedEvents(), clock,
                chance, sideBySide);
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

    private static CloudflaredConnector connector(Configuration configuration, StateStore state,
            Optional<DockerContainers> containers, InstantSource clock, SecureRandom chance) {
        Configuration.Connector wanted = configuration.connector();
        ConnectorSettings settings = new ConnectorSettings(
                ConnectorSettings.Kind.valueOf(wanted.kind().toUpperCase(Locale.ROOT)), wanted.unit(),
                wanted.container(), wanted.binary(), wanted.extraArgs(),
                wanted.metrics().stream().map(address -> new HostPort(address.host(), address.port())).toList(),
                wanted.gracePeriod(), configuration.ingress().configFile(), configuration.stateDir(),
                () -> state.read(reader -> reader.instanceId()), ConnectorSettings.DEFAULT_READY_TIMEOUT);
        ContainerControl control = containers
                .<ContainerControl>map(engine -> new EngineContainers(engine, wanted.container()))
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
        reserved.add(PortNumber.of(configuration.httpListen().port()));
        ControlPlaneSettings settings = ControlPlaneSettings.DEFAULTS
                .withDefaultDomain(configuration.cloudflare().defaultDomain()).withReservedPorts(reserved)
                .withWindow(configuration.ingress().window()).withLookInterval(configuration.monitorInterval())
                .withEngineExpected(configuration.dockerHost().isPresent());
        return role == Role.CARRYING_OUT ? settings.withAnswerWithin(PEOPLE_WAIT) : settings;
    }
}
