package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks systemd by its own program. Where there is no systemd, it answers as if it knew no unit. */
final class Systemctl {

    private static final Logger LOG = LoggerFactory.getLogger(Systemctl.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    /** A stop may take 90 s and a start as much again by systemd's defaults; a unit's own limits may be longer. */
    private static final Duration RESTART = Duration.ofMinutes(5);
    private static final List<String> NO_SYSTEMD = List.of("not been booted with systemd", "Failed to connect to bus",
            "Failed to connect to system scope bus");
    private static final List<String> DENIED = List.of("Access denied", "authentication required",
            "Permission denied", "Operation not permitted", "not authorized");

    private final String program;
    private final String unit;

    /**
     * Makes it.
     *
     * @param program systemctl, a name or a path
     * @param unit whose name stands in messages
     */
    Systemctl(String program, String unit) {
        this.program = program;
        this.unit = unit;
    }

    /** Returns a unit's properties, each with all of its values; empty if there is no such unit, or only its mask. */
    Optional<Map<String, List<String>>> show(String name, List<String> properties) {
        List<String> arguments = new ArrayList<>(List.of("show", name, "--no-pager", "-p", "LoadState"));
        properties.forEach(property -> arguments.addAll(List.of("-p", property)));
        Map<String, List<String>> values = new HashMap<>();
        run(arguments, LOOK).out().lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.computeIfAbsent(line.substring(0, equals), unused -> new ArrayList<>())
                        .add(line.substring(equals + 1).strip());
            }
        });
        String load = values.getOrDefault("LoadState", List.of("not-found")).getFirst();
        return load.equals("not-found") || load.equals("masked") ? Optional.empty() : Optional.of(values);
    }

    /** Returns the names of the instances of a template that systemd has loaded. */
    List<String> instances(String template) {
        return run(List.of("list-units", "--all", "--plain", "--no-legend", "--full", "--no-pager",
                template + "@*.service"), LOOK).out().lines().map(line -> line.strip().split("\\s+", 2)[0])
                .filter(name -> name.endsWith(".service")).sorted().toList();
    }

    /** Restarts a unit, and says how systemctl has ended. */
    Command.Ended restart(String name) {
        return run(List.of("restart", name), RESTART);
    }

    /** Returns why a unit has failed, as far as its journal tells, with secrets masked; may be empty. */
    static String complaint(String name, Masking masking) {
        try {
            return Command.run(List.of("journalctl", "-u", name, "-n", "20", "-o", "cat", "--no-pager"), LOOK)
                    .filter(ended -> ended.exit() == 0)
                    .map(ended -> Complaint.pick(ended.out().lines().toList(), masking)).orElse("");
        } catch (PortFailure unreadable) {
            LOG.debug("No journal of {}: {}", name, unreadable.problem());
            return "";
        }
    }

    private Command.Ended run(List<String> arguments, Duration timeout) {
        List<String> command = new ArrayList<>(List.of(program, "--no-ask-password"));
        command.addAll(arguments);
        Command.Ended ended = Command.run(command, timeout).orElse(new Command.Ended(0, "", ""));
        if (ended.exit() == 0) {
            return ended;
        }
        if (DENIED.stream().anyMatch(ended.err()::contains)) {
            throw new PortFailure(PortFailure.Kind.DENIED,
                    "systemctl " + arguments.getFirst() + " was denied: " + firstLine(ended.err()) + ".",
                    "Run Tunnel Manager as root, or allow its user to manage " + unit + " with a polkit rule.");
        }
        boolean noSystemd = NO_SYSTEMD.stream().anyMatch(ended.err()::contains);
        if (arguments.getFirst().equals("restart") && !noSystemd) {
            return ended;
        }
        if (noSystemd) {
            return new Command.Ended(0, "", "");
        }
        throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "systemctl " + arguments.getFirst()
                + " failed with exit code " + ended.exit() + ": " + firstLine(ended.err()) + ".",
                "Run \"systemctl status " + unit + "\" and correct what it names.");
    }

    static String firstLine(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("no message");
    }
}
