package dev.tunnelmanager.launcher.daemon;

import dev.tunnelmanager.adapter.cloudflaredruntime.HostPort;
import dev.tunnelmanager.adapter.cloudflaredruntime.SystemdTemplate;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.config.Configuration;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The unit that runs the daemon, and what else systemd is to be told. */
public final class ServiceUnit {

    private static final String NAME = "tunnel-manager.service";

    private ServiceUnit() {}

    /**
     * What the unit runs, and what it may write.
     *
     * @param program the start script
     * @param java the Java home that the script is to use, if not the one that it finds by itself
     * @param configuration the configuration file
     * @param writable folders that must be there when the unit starts; everything else is read-only
     * @param user who runs it; empty for root, who can restart the connector's unit and read the other processes' ports
     */
    public record Wanted(Path program, Optional<Path> java, Path configuration, List<Path> writable,
            Optional<String> user) {}

    /** Returns the unit, or why a path cannot be written into one. */
    public static Verdict<UnitFile> daemon(Path folder, Wanted wanted) {
        Optional<Path> impossible = Stream.concat(Stream.of(wanted.program(), wanted.configuration()),
                Stream.concat(wanted.java().stream(), wanted.writable().stream()))
                .filter(path -> path.toString().chars().anyMatch(Character::isISOControl)).findFirst();
        if (impossible.isPresent()) {
            return Verdict.refused(RefusalCode.INVALID_CONFIGURATION,
                    "The path \"" + impossible.get().toString().replaceAll("\\p{Cntrl}", "?")
                            + "\" holds a control character, which a unit cannot hold.",
                    "Rename it.");
        }
        return Verdict.granted(UnitFile.of(folder.resolve(NAME), text(wanted)));
    }

    /** Returns the drop-in that gives a start of the connector's unit the time that it needs. */
    public static UnitFile connectorStart(Path folder, String unit) {
        return UnitFile.of(folder.resolve(unit + ".service.d").resolve("tunnel-manager.conf"), """
                # cloudflared tells systemd that it is ready once it is connected, and its own unit gives it 15 s for that. While the
                # edge cannot be reached, each start is then killed and the next one begins its waiting anew.
                [Service]
                TimeoutStartSec=120
                """);
    }

    /**
     * Returns the template unit whose instances are replicas of the connector, one for each of its addresses; refused if no such unit
     * can be written.
     */
    public static Verdict<UnitFile> connectorReplicas(Path folder, Configuration configuration) {
        Configuration.Connector connector = configuration.connector();
        List<String> hosts = connector.metrics().stream().map(Configuration.Address::host).distinct().toList();
        if (hosts.size() != 1) {
            return Verdict.refused(RefusalCode.INVALID_CONFIGURATION,
                    "connector.metrics names several hosts, " + String.join(" and ", hosts)
                            + ", and the instances of one template unit differ in their ports only.",
                    "Name ports of one host in connector.metrics, for example 127.0.0.1:20241 and 127.0.0.1:20242.");
        }
        Optional<Path> program = SystemdTemplate.program(connector.binary());
        if (program.isEmpty()) {
            return Verdict.refused(RefusalCode.INVALID_CONFIGURATION,
                    "There is no program " + connector.binary() + " for the unit to run.",
                    "Install cloudflared, or set connector.binary to where it is.");
        }
        return Verdict.granted(UnitFile.of(folder.resolve(SystemdTemplate.fileName(connector.unit())),
                SystemdTemplate.text(program.get(), configuration.ingress().configFile().toAbsolutePath().normalize(),
                        hosts.getFirst(), connector.gracePeriod())));
    }

    /** Returns the names of the replicas that run from that template. */
    public static List<String> replicas(Configuration configuration) {
        Configuration.Connector connector = configuration.connector();
        return SystemdTemplate.instances(connector.unit(),
                connector.metrics().stream().map(address -> new HostPort(address.host(), address.port())).toList());
    }

    private static String text(Wanted wanted) {
        return """
                [Unit]
                Description=Tunnel Manager: lets each project publish its own hostnames over one tunnel
                Wants=network-online.target
                After=network-online.target docker.service
                # It is to be tried again for ever: nobody may be there to start it by hand.
                StartLimitIntervalSec=0

                [Service]
                Type=notify
                # systemd-notify, a child, does the telling.
                NotifyAccess=all
                """
                + "ExecStart=" + quoted(wanted.program().toString(), true) + " serve --config "
                + quoted(wanted.configuration().toString(), true) + "\n"
                + wanted.java().map(home -> "Environment=" + quoted("TUNNEL_MANAGER_JAVA_HOME=" + home, false) + "\n")
                        .orElse("")
                + wanted.user().map(user -> "User=" + user + "\n").orElse("")
                + """
                        Restart=always
                        RestartSec=2
                        TimeoutStartSec=90
                        TimeoutStopSec=40
                        WatchdogSec=90
                        # It ends on SIGTERM with what the JVM makes of that.
                        SuccessExitStatus=143

                        # The connector's processes are children of this unit and outlive it: a restart or an upgrade interrupts nobody.
                        # To end them too: systemctl kill --kill-who=all tunnel-manager, once it is stopped.
                        KillMode=process
                        OOMPolicy=continue
                        # The watchdog ends it by SIGABRT, and what is in its memory is not for a file.
                        LimitCORE=0

                        # What it may write: the state, and the folder of the connector's config file.
                        ProtectSystem=strict
                        """
                + wanted.writable().stream().distinct().map(path -> quoted(path.toString(), false))
                        .collect(Collectors.joining(" ", "ReadWritePaths=", "\n"))
                + """
                        ProtectHome=read-only
                        PrivateTmp=yes
                        UMask=0077

                        # What it may do: look which process listens on a port, keep the owner of the config file, end its own children.
                        # Not restricted: the sockets of Docker and D-Bus, the network, and memory that is written and run, which the
                        # JVM's compiler needs.
                        NoNewPrivileges=yes
                        CapabilityBoundingSet=CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_KILL CAP_SYS_PTRACE
                        PrivateDevices=yes
                        ProtectKernelTunables=yes
                        ProtectKernelModules=yes
                        ProtectKernelLogs=yes
                        ProtectControlGroups=yes
                        ProtectClock=yes
                        ProtectHostname=yes
                        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
                        RestrictNamespaces=yes
                        RestrictRealtime=yes
                        RestrictSUIDSGID=yes
                        LockPersonality=yes
                        SystemCallArchitectures=native
                        SystemCallFilter=@system-service
                        SystemCallErrorNumber=EPERM

                        [Install]
                        WantedBy=multi-user.target
                        """;
    }

    /** Returns a word as systemd.syntax(7) and systemd.service(5) want it: specifiers and variables are not meant. */
    private static String quoted(String word, boolean command) {
        String escaped = word.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%");
        String whole = command ? escaped.replace("$", "$$") : escaped;
        return whole.matches("[A-Za-z0-9_./=+:@-]+") ? whole : "\"" + whole + "\"";
    }
}
