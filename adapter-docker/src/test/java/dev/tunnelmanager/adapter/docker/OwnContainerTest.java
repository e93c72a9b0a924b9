package dev.tunnelmanager.adapter.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnContainerTest {

    private static final String ID = "33cacbd8c9ade95c29616d8222af6b10a987f3c582c7571e9b1225e7c2749fe2";

    @TempDir
    Path self = Path.of("");

    private void write(String name, String... lines) throws IOException {
        Files.writeString(self.resolve(name), String.join("\n", lines) + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12:memory:/docker/" + ID, "0::/system.slice/docker-" + ID + ".scope",
            "0::/docker/" + ID + "/init",
            "0::/machine.slice/libpod-" + ID + ".scope", "0::/user.slice/user@0.service/user.slice/libpod-" + ID
                    + ".scope/container"})
    void the_control_group_names_it(String line) throws IOException {
        write("cgroup", "1:name=systemd:/", line);
        assertThat(OwnContainer.find(self)).contains(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "759 748 254:0 /var/lib/docker/containers/" + ID
                    + "/resolv.conf /etc/resolv.conf rw,relatime - ext4 /dev/vda rw",
            "761 748 254:0 /data/docker/containers/" + ID + "/hosts /etc/hosts rw,relatime master:1 - ext4 /dev/vda rw",
            "761 748 0:24 /containers/storage/overlay-containers/" + ID
                    + "/userdata/hostname /etc/hostname rw - tmpfs tmpfs rw"})
    void a_file_of_the_engine_mounted_in_etc_names_it(String line) throws IOException {
        write("cgroup", "0::/");
        write("mountinfo", "748 600 0:52 / / rw,relatime - overlay overlay rw", line);
        assertThat(OwnContainer.find(self)).contains(ID);
    }

    @Test
    void a_host_sees_the_mounts_of_all_its_containers_and_is_in_none() throws IOException {
        write("cgroup", "4:memory:/process_api/f44069aa9ebe5c345008a506f4104f39", "0::/user.slice");
        write("mountinfo", "25 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
                "300 25 0:60 / /var/lib/docker/containers/" + ID + "/mounts/shm rw,nosuid - tmpfs shm rw",
                "301 25 0:61 / /var/lib/docker/overlay2/" + ID + "/merged rw - overlay overlay rw");
        assertThat(OwnContainer.find(self)).isEmpty();
    }

    @Test
    void a_system_without_such_files_is_no_container() {
        assertThat(OwnContainer.find(self.resolve("nothing"))).isEmpty();
    }
}
