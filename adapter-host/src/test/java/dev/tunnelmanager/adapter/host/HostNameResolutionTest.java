package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.NameResolutionContract;
import dev.tunnelmanager.ports.driven.NameResolution;
import dev.tunnelmanager.ports.driven.NameResolution.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script in the place of resolvectl keeps the servers of one link in a file, as systemd-resolved does in memory. */
final class HostNameResolutionTest implements NameResolutionContract {

    private static final String USUAL = "192.0.2.53 2001:db8::53";
    private static final String RESOLVECTL = """
            #!/bin/sh
            cd FOLDER
            echo "$*" >> asked
            if [ -e broken ]; then echo 'Failed to connect to bus: No such file or directory' >&2; exit 1; fi
            link=$2
            case "$1" in
              flush-caches) exit 0;;
              revert) [ -e sys/class/net/$link ] || { echo "Failed to resolve interface \\"$link\\": No such device" >&2; exit 1; }
                cat configured > servers;;
              dns) [ -e sys/class/net/$link ] || { echo "Failed to resolve interface \\"$link\\": No such device" >&2; exit 1; }
                shift 2
                if [ $# = 0 ]; then echo "Link 2 ($link): $(cat servers)"; exit 0; fi
                if [ -e refusing ]; then echo 'Access denied' >&2; exit 1; fi
                echo "$*" > servers;;
              *) exit 9;;
            esac
            """;

    @TempDir
    Path folder;

    final class ScriptWorld implements World {

        ScriptWorld() throws IOException {
            write("servers", USUAL + "\n");
            write("configured", "");
            write("etc/resolv.conf", "nameserver 127.0.0.53\noptions edns0\n");
            write("proc/net/route", "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n"
                    + "eth0\t00000000\t010011AC\t0003\t0\t0\t100\t00000000\n");
            write("sys/class/net/eth0", "");
            program("resolvectl", RESOLVECTL.replace("FOLDER", folder.toString()));
        }

        HostNameResolution that(HostNameResolution.Allowed allowed) {
            return new HostNameResolution(allowed, folder.resolve("state"), folder.resolve("resolvectl").toString(),
                    folder.resolve("nscd").toString(), folder);
        }

        @Override
        public NameResolution opened() {
            return that(HostNameResolution.Allowed.RESOLVERS);
        }

        @Override
        public NameResolution forbidden() {
            return that(HostNameResolution.Allowed.NOTHING);
        }

        @Override
        public boolean isAsUsual() {
            return text("servers").strip().equals(USUAL);
        }

        @Override
        public void close() {
            // The folder goes away by itself.
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void program(String name, String text) throws IOException {
        write(name, text);
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rwx------"));
    }

    private String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> asked() {
        return text("asked").lines().toList();
    }

    @Override
    public ScriptWorld world() throws IOException {
        return new ScriptWorld();
    }

    @Test
    void empties_the_cache_and_then_asks_others_and_says_both() throws IOException {
        Outcome outcome = world().opened().recover();
        assertThat(outcome)
                .isEqualTo(new Outcome.Done("The cache of systemd-resolved was emptied. systemd-resolved asks"
                        + " 1.1.1.1 and 8.8.8.8 over eth0 instead of 192.0.2.53 and 2001:db8::53."));
        assertThat(asked()).containsExactly("flush-caches", "dns eth0", "dns eth0 1.1.1.1 8.8.8.8");
        assertThat(text("etc/resolv.conf")).isEqualTo("nameserver 127.0.0.53\noptions edns0\n");
    }

    @Test
    void one_that_may_only_empty_caches_switches_nothing() throws IOException {
        ScriptWorld world = world();
        assertThat(world.that(HostNameResolution.Allowed.FLUSH).recover()).isInstanceOf(Outcome.Done.class);
        assertThat(asked()).containsExactly("flush-caches");
        assertThat(world.isAsUsual()).isTrue();
    }

    @Test
    void the_cache_of_nscd_is_emptied_where_there_is_no_systemd_resolved() throws IOException {
        ScriptWorld world = world();
        write("broken", "");
        program("nscd", "#!/bin/sh\n[ \"$*\" = '-i hosts' ]\n");
        assertThat(world.that(HostNameResolution.Allowed.FLUSH).recover())
                .isEqualTo(new Outcome.Done("The cache of nscd was emptied."));
        Files.delete(folder.resolve("nscd"));
        assertThat(world.that(HostNameResolution.Allowed.FLUSH).recover()).isInstanceOfSatisfying(Outcome.NotDone.class,
                not -> assertThat(not.why()).contains("Failed to connect to bus", "nscd is not there"));
    }

    @Test
    void a_host_that_does_not_ask_systemd_resolved_is_not_switched() throws IOException {
        ScriptWorld world = world();
        write("etc/resolv.conf", "nameserver 192.0.2.53\n");
        assertThat(world.opened().recover()).isInstanceOfSatisfying(Outcome.Done.class,
                done -> assertThat(done.what()).contains("was emptied", "No other servers are asked", "127.0.0.53"));
        assertThat(world.opened().isSwitched()).isFalse();
        assertThat(world.isAsUsual()).isTrue();
    }

    @Test
    void a_switch_that_is_refused_is_remembered_until_it_is_surely_undone() throws IOException {
        ScriptWorld world = world();
        write("refusing", "");
        assertThat(world.opened().recover()).isInstanceOfSatisfying(Outcome.Done.class,
                done -> assertThat(done.what()).contains("did not take other servers", "Access denied"));
        // It could not be put back either, so it is remembered until it can.
        assertThat(world.opened().isSwitched()).isTrue();
        Files.delete(folder.resolve("refusing"));
        assertThat(world.opened().undo()).isInstanceOf(Outcome.Done.class);
        assertThat(world.isAsUsual()).isTrue();
    }

    @Test
    void a_crash_between_the_note_and_the_switch_is_undone_without_harm() throws IOException {
        ScriptWorld world = world();
        new ResolverSwitch("eth0", "2", List.of(USUAL.split(" ", -1))).write(folder.resolve("state/resolver-switch"));
        assertThat(world.opened().undo()).isInstanceOf(Outcome.Done.class);
        assertThat(world.isAsUsual()).isTrue();
    }

    @Test
    void a_link_of_networkd_gets_everything_back_from_it() throws IOException {
        ScriptWorld world = world();
        write("configured", USUAL + "\n");
        write("run/systemd/netif/links/2", "ADMIN_STATE=configured\nOPER_STATE=routable\n");
        world.opened().recover();
        assertThat(world.opened().undo()).isInstanceOf(Outcome.Done.class);
        assertThat(asked()).endsWith("revert eth0");
        assertThat(world.isAsUsual()).isTrue();
    }

    @Test
    void a_link_that_is_gone_has_taken_the_switch_along() throws IOException {
        ScriptWorld world = world();
        world.opened().recover();
        Files.delete(folder.resolve("sys/class/net/eth0"));
        assertThat(world.opened().undo()).isInstanceOf(Outcome.Done.class);
        assertThat(world.opened().isSwitched()).isFalse();
    }

    @Test
    void what_cannot_be_undone_now_is_kept_in_mind() throws IOException {
        ScriptWorld world = world();
        world.opened().recover();
        write("broken", "");
        assertThat(world.opened().undo()).isInstanceOfSatisfying(Outcome.NotDone.class,
                not -> assertThat(not.why()).contains("could not be put back"));
        assertThat(world.opened().isSwitched()).isTrue();
    }

    @Test
    void a_damaged_note_is_told_and_kept() throws IOException {
        ScriptWorld world = world();
        write("state/resolver-switch", "eth0");
        assertThat(world.opened().undo()).isInstanceOfSatisfying(Outcome.NotDone.class,
                not -> assertThat(not.why()).contains("it is damaged", "resolvectl status"));
        assertThat(world.opened().isSwitched()).isTrue();
    }

    @Test
    void without_a_note_nothing_is_switched() throws IOException {
        ScriptWorld world = world();
        write("state", "a file where the directory should be");
        assertThat(world.opened().recover()).isInstanceOfSatisfying(Outcome.Done.class,
                done -> assertThat(done.what()).contains("could not be noted"));
        assertThat(world.isAsUsual()).isTrue();
    }
}
