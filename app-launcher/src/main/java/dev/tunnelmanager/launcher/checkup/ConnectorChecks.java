package dev.tunnelmanager.launcher.checkup;

import dev.tunnelmanager.adapter.cloudflaredconfig.ConfigFileExam;
import dev.tunnelmanager.adapter.cloudflaredconfig.ConfigFileExam.Word;
import dev.tunnelmanager.adapter.cloudflaredruntime.UnitStartLimit;
import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.checkup.Examination.Found;
import dev.tunnelmanager.launcher.config.Configuration;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The connector, its program, its config file and its ports. */
final class ConnectorChecks {

    private static final int CONNECT_MILLIS = 1_000;
    private static final int VERSION_SECONDS = 5;
    private static final int VERSION_CHARS = 100;

    private ConnectorChecks() {}

    static Found configFile(Configuration configuration) {
        Path file = configuration.ingress().configFile();
        ConfigFileExam exam = new ConfigFileExam(file);
        return switch (exam.rules()) {
            case Verdict.Refused<Integer> unusable -> Found.fail(unusable.refusal());
            case Verdict.Granted<Integer> rules -> exam.obstacle().map(Found::fail)
                    .orElseGet(
                            () -> Found.pass(file + " can be read and written, and has " + rules.value() + " rules."));
        };
    }

    static Found validation(Configuration configuration) {
        Path file = configuration.ingress().configFile();
        return switch (new ConfigFileExam(file).validate(configuration.connector().binary())) {
            case Word.Accepted good -> Found.pass("cloudflared accepts " + file + ".");
            case Word.NotAsked not -> Found.warn(not.why(), "Run: cloudflared tunnel --config " + file
                    + " ingress validate");
            case Word.Rejected no -> Found.fail(RefusalCode.INGRESS_INVALID,
                    "cloudflared does not accept " + file + ": " + no.reason() + (no.reason().endsWith(".") ? "" : "."),
                    "Correct it until this says OK: cloudflared tunnel --config " + file + " ingress validate");
        };
    }

    /** Runs the program, because a file of that name says nothing. */
    static Found binary(Configuration configuration) {
        String binary = configuration.connector().binary();
        boolean needed = configuration.connector().kind().equals("process");
        String why;
        try {
            Process process = new ProcessBuilder(binary, "--version").redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
            try {
                if (process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS)) {
                    String said = new String(process.getInputStream().readNBytes(VERSION_CHARS), StandardCharsets.UTF_8)
                            .lines().findFirst().orElse("").strip();
                    if (process.exitValue() == 0) {
                        return Found.pass(binary + " runs: " + said);
                    }
                    why = "it ended with " + process.exitValue();
                } else {
                    why = "it did not end within " + VERSION_SECONDS + " seconds";
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException missing) {
            why = String.valueOf(missing.getMessage()).contains("No such file") ? "there is no such program"
                    : "it cannot be executed";
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            why = "we were told to stop";
        }
        return needed ? Found.fail(RefusalCode.CONNECTOR_NOT_FOUND, binary + " cannot be run (" + why
                + "), and connector.kind is process.", "Install cloudflared, or set connector.binary to where it is.")
                : Found.warn(binary + " cannot be run (" + why + "), so a changed config file is not validated by it.",
                        "Install cloudflared where Tunnel Manager runs, or set connector.binary.");
    }

    static Found connector(ConnectorObservation seen, Configuration configuration) {
        return switch (seen) {
            case ConnectorObservation.NotFound missing -> Found.fail(missing.refusal());
            case ConnectorObservation.Unknown unknown -> Found.fail(RefusalCode.CONNECTOR_UNAVAILABLE, unknown.reason(),
                    "Repair what keeps the connector from being asked, or set connector.kind.");
            case ConnectorObservation.Found found -> found(found, configuration);
        };
    }

    private static Found found(ConnectorObservation.Found found, Configuration configuration) {
        String what = "The connector (" + found.kind().text() + ")";
        if (found.replicas().isEmpty()) {
            return Found.warn(what + " does not run, so nothing is served.",
                    found.kind() == ConnectorKind.PROCESS
                            ? "Request a hostname: that starts it."
                            : "Start it: " + (found.kind() == ConnectorKind.SYSTEMD
                                    ? "systemctl start " + configuration.connector().unit()
                                    : "docker start " + String.join(" ", configuration.connector().containers())));
        }
        String each = found.replicas().stream().map(ConnectorChecks::words).collect(Collectors.joining("; "));
        if (!found.isUp()) {
            return Found.fail(RefusalCode.CONNECTOR_UNAVAILABLE, what
                    + " runs and has no connection to the edge: " + each + ".",
                    "Read its log; it keeps trying by itself.");
        }
        boolean all = found.replicas().size() >= found.wanted()
                && found.replicas().stream().allMatch(Replica::isReady);
        return all ? Found.pass(what + " is connected: " + each + ".")
                : Found.warn(what + " is connected, but not with all of " + found.wanted() + " replicas: " + each + ".",
                        "Read the log of the one that is missing, in state-dir.");
    }

    private static String words(Replica replica) {
        return replica.name() + " with " + replica.readyConnections() + " connections, serving "
                + replica.serving().map(rules -> rules.size() + " rules").orElse("what it does not tell");
    }

    static Found mode(ConnectorObservation seen, Configuration configuration) {
        String mode = configuration.ingress().mode();
        if (mode.equals("remote")) {
            return Found.fail(RefusalCode.INVALID_CONFIGURATION,
                    "ingress.mode is remote, and this release configures locally-managed tunnels only.",
                    "Use a locally-managed tunnel, and set ingress.mode to config-file or auto.");
        }
        if (!(seen instanceof ConnectorObservation.Found found) || found.replicas().isEmpty()) {
            return Found.warn("Whether the tunnel is managed locally cannot be seen while no connector runs.",
                    "Look again when it does.");
        }
        return found.isManagedElsewhere() ? Found.fail(RefusalCode.MANAGED_ELSEWHERE,
                "The connector takes its rules from the provider (its /config has a version of 0 or more), so changes of "
                        + configuration.ingress().configFile() + " have no effect.",
                "Turn the tunnel into a locally-managed one, with credentials-file and without token.")
                : Found.pass("The tunnel is managed locally, by " + configuration.ingress().configFile() + ".");
    }

    /** Looks whether systemd gives a start of the connector the time that it may need. */
    static Found start(ConnectorObservation seen, Configuration configuration) {
        if (!(seen instanceof ConnectorObservation.Found found) || found.kind() != ConnectorKind.SYSTEMD) {
            return Found.pass("systemd does not start the connector.");
        }
        String unit = configuration.connector().unit();
        List<UnitStartLimit> tooShort = UnitStartLimit.tooShort(found.replicas().isEmpty() ? List.of(unit + ".service")
                : found.replicas().stream().map(Replica::name).toList());
        boolean instances = tooShort.stream().anyMatch(limit -> limit.unit().contains("@"));
        return tooShort.isEmpty() ? Found.pass("systemd gives the connector enough time to start.")
                : Found.warn(tooShort.stream().map(limit -> limit.unit() + " gives a start " + limit.limit().toSeconds()
                        + " s").collect(Collectors.joining(", "))
                        + ", and while names do not resolve the connector needs "
                        + "more than 30 s, so that each start would be ended and begun again in vain.",
                        instances ? "Set TimeoutStartSec=120 under [Service] with: systemctl edit " + unit + "@.service"
                                : "Run: tunnel-manager install --connector-drop-in; then: systemctl daemon-reload");
    }

    /** Looks for strangers on the ports on which our own replicas are to answer. */
    static Found ports(ConnectorObservation seen, Configuration configuration) {
        if (!(seen instanceof ConnectorObservation.Found found) || found.kind() != ConnectorKind.PROCESS) {
            return Found.pass("The ports in connector.metrics are not ours to open.");
        }
        List<String> ours = found.replicas().stream().map(Replica::name).toList();
        List<String> strangers = new ArrayList<>();
        for (Configuration.Address address : configuration.connector().metrics()) {
            if (!ours.contains(address.toString()) && answers(address)) {
                strangers.add(address.toString());
            }
        }
        return strangers.isEmpty() ? Found.pass("Nothing else listens on the ports in connector.metrics.")
                : Found.fail(RefusalCode.CONNECTOR_UNAVAILABLE,
                        "Something else listens on " + String.join(", ", strangers)
                                + ", which connector.metrics names for our replicas.",
                        "Find it with: ss -ltnp; or name other ports in connector.metrics.");
    }

    private static boolean answers(Configuration.Address address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
