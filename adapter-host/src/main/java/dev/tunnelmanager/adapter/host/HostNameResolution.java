package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.ports.driven.FileReason;
import dev.tunnelmanager.ports.driven.NameResolution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resolver of a Linux host: systemd-resolved, or the cache nscd. Only systemd-resolved is ever switched, by its own program and
 * in memory only, so that no file of the system is touched and a restart of the machine undoes it as well.
 */
public final class HostNameResolution implements NameResolution {

    /** How much is allowed. */
    public enum Allowed {
        /** Nothing. */
        NOTHING,
        /** Emptying caches. */
        FLUSH,
        /** That, and asking other servers. */
        RESOLVERS
    }

    private static final Logger LOG = LoggerFactory.getLogger(HostNameResolution.class);
    private static final List<String> FALLBACKS = List.of("1.1.1.1", "8.8.8.8");

    private final Allowed allowed;
    private final Path note;
    private final String resolvectl;
    private final String nscd;
    private final Path system;
    private final RouteTables routes;

    /**
     * Makes it.
     *
     * @param allowed how much it may do
     * @param stateDir where it is noted what was switched
     */
    public HostNameResolution(Allowed allowed, Path stateDir) {
        this(allowed, stateDir, "resolvectl", "nscd", Path.of("/"));
    }

    /**
     * Makes it for a test.
     *
     * @param system what stands for the root directory
     */
    HostNameResolution(Allowed allowed, Path stateDir, String resolvectl, String nscd, Path system) {
        this.allowed = allowed;
        this.note = stateDir.resolve("resolver-switch");
        this.resolvectl = resolvectl;
        this.nscd = nscd;
        this.system = system;
        this.routes = new RouteTables(system.resolve("proc/net"));
    }

    @Override
    public synchronized Outcome recover() {
        if (allowed == Allowed.NOTHING) {
            return new Outcome.NotDone("The resolver is left alone, as dns.recovery is off.");
        }
        Outcome flushed = flush();
        if (allowed == Allowed.FLUSH || isSwitched()) {
            return flushed;
        }
        Outcome switched = change();
        return switch (switched) {
            case Outcome.Done done when flushed instanceof Outcome.Done first -> new Outcome.Done(
                    first.what() + " " + done.what());
            case Outcome.Done done -> done;
            case Outcome.NotDone not when flushed instanceof Outcome.Done first -> new Outcome.Done(
                    first.what() + " " + not.why());
            case Outcome.NotDone not -> not;
        };
    }

    private Outcome flush() {
        Optional<ShortCommand.Ended> ended = ShortCommand.run(List.of(resolvectl, "flush-caches"));
        if (ended.filter(ShortCommand.Ended::worked).isPresent()) {
            return done("The cache of systemd-resolved was emptied.");
        }
        Optional<ShortCommand.Ended> other = ShortCommand.run(List.of(nscd, "-i", "hosts"));
        if (other.filter(ShortCommand.Ended::worked).isPresent()) {
            return done("The cache of nscd was emptied.");
        }
        return new Outcome.NotDone("There is no cache that can be emptied: resolvectl "
                + ended.map(e -> "says \"" + e.complaint() + "\"").orElse("is not there") + ", nscd "
                + other.map(e -> "says \"" + e.complaint() + "\"").orElse("is not there") + ".");
    }

    private Outcome change() {
        if (!asksResolved()) {
            return new Outcome.NotDone("No other servers are asked, because the programs of this host do not ask"
                    + " systemd-resolved: /etc/resolv.conf does not name 127.0.0.53.");
        }
        Optional<String> link = routes.defaultInterface();
        if (link.isEmpty()) {
            return new Outcome.NotDone(
                    "No other servers are asked, because there is no default route to ask them over.");
        }
        Optional<ShortCommand.Ended> shown = ShortCommand.run(List.of(resolvectl, "dns", link.get()));
        if (shown.filter(ShortCommand.Ended::worked).isEmpty()) {
            return new Outcome.NotDone("No other servers are asked, because those of " + link.get()
                    + " could not be learned: " + complaint(shown) + ".");
        }
        ResolverSwitch change = new ResolverSwitch(link.get(), index(shown.get().out()), servers(shown.get().out()));
        try {
            // Before the switch: a switch that nobody remembers could never be undone.
            change.write(note);
        } catch (IOException unwritable) {
            return new Outcome.NotDone("No other servers are asked, because that could not be noted in " + note + ": "
                    + FileReason.of(unwritable) + ".");
        }
        List<String> command = new ArrayList<>(List.of(resolvectl, "dns", link.get()));
        command.addAll(FALLBACKS);
        Optional<ShortCommand.Ended> ended = ShortCommand.run(command);
        if (ended.filter(ShortCommand.Ended::worked).isPresent()) {
            return done("systemd-resolved asks " + String.join(" and ", FALLBACKS) + " over " + link.get()
                    + " instead of " + (change.servers().isEmpty() ? "its usual servers"
                            : String.join(" and ", change.servers()))
                    + ".");
        }
        Outcome undone = undo();
        return new Outcome.NotDone("systemd-resolved did not take other servers for " + link.get() + ": "
                + complaint(ended) + "." + (undone instanceof Outcome.NotDone not ? " " + not.why() : ""));
    }

    @Override
    public synchronized Outcome undo() {
        Optional<ResolverSwitch> noted;
        try {
            noted = ResolverSwitch.read(note);
        } catch (IOException unreadable) {
            return new Outcome.NotDone("What was switched cannot be read from " + note + ": "
                    + FileReason.of(unreadable)
                    + ". Look at \"resolvectl status\", revert by hand, and remove that file.");
        }
        if (noted.isEmpty()) {
            return new Outcome.NotDone("Nothing was switched.");
        }
        ResolverSwitch change = noted.get();
        Optional<ShortCommand.Ended> ended = ShortCommand.run(back(change));
        if (ended.filter(ShortCommand.Ended::worked).isEmpty() && isThere(change)) {
            return new Outcome.NotDone("The servers of " + change.link() + " could not be put back: "
                    + complaint(ended) + ".");
        }
        try {
            Files.deleteIfExists(note);
        } catch (IOException e) {
            return new Outcome.NotDone("The servers of " + change.link() + " were put back, but " + note
                    + " could not be removed: " + FileReason.of(e) + ".");
        }
        return done("systemd-resolved asks its usual servers over " + change.link() + " again.");
    }

    /**
     * A link that systemd-networkd configures gets everything back from it. Whoever else has set servers, NetworkManager say, has told
     * systemd-resolved once and would not do so again, so that these are set as they were.
     */
    private List<String> back(ResolverSwitch change) {
        if (change.servers().isEmpty() || isConfiguredByNetworkd(change)) {
            return List.of(resolvectl, "revert", change.link());
        }
        List<String> command = new ArrayList<>(List.of(resolvectl, "dns", change.link()));
        command.addAll(change.servers());
        return command;
    }

    @Override
    public boolean isSwitched() {
        return Files.exists(note);
    }

    private boolean asksResolved() {
        return read(system.resolve("etc/resolv.conf")).lines().map(line -> line.strip().split("\\s+", -1))
                .anyMatch(words -> words.length >= 2 && words[0].equals("nameserver")
                        && (words[1].equals("127.0.0.53") || words[1].equals("127.0.0.54")));
    }

    private boolean isConfiguredByNetworkd(ResolverSwitch change) {
        return read(system.resolve("run/systemd/netif/links").resolve(change.index())).lines()
                .anyMatch(line -> line.equals("ADMIN_STATE=configured"));
    }

    /** A link that is gone has taken its servers along. */
    private boolean isThere(ResolverSwitch change) {
        return Files.exists(system.resolve("sys/class/net").resolve(change.link()));
    }

    /** Understands {@code Link 2 (eth0): 192.0.2.1 2001:db8::1}. */
    private static List<String> servers(String shown) {
        int colon = shown.indexOf("):");
        return colon < 0 ? List.of()
                : List.of(shown.substring(colon + 2).strip().split("\\s+", -1)).stream().filter(word -> !word.isEmpty())
                        .toList();
    }

    private static String index(String shown) {
        String[] words = shown.strip().split("\\s+", -1);
        return words.length > 1 && words[0].equals("Link") && words[1].matches("\\d+") ? words[1] : "0";
    }

    private static String complaint(Optional<ShortCommand.Ended> ended) {
        return ended.map(e -> "resolvectl says \"" + e.complaint() + "\"").orElse("resolvectl is not there");
    }

    private static Outcome done(String what) {
        LOG.info("{}", what);
        return new Outcome.Done(what);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException none) {
            LOG.debug("{} could not be read: {}", file, none.toString());
            return "";
        }
    }
}
