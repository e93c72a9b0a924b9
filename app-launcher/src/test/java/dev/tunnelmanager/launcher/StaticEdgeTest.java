package dev.tunnelmanager.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.launcher.config.Configuration.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaticEdgeTest {

    @Test
    void every_address_that_a_connector_is_told_to_dial_is_found() {
        assertThat(
                StaticEdge.in(List.of("--loglevel", "debug", "--edge", "127.0.0.1:7844", "--edge=[::1]:7845", "--edge",
                        "edge.example.net:1")))
                .containsExactly(new Address("127.0.0.1", 7844), new Address("::1", 7845),
                        new Address("edge.example.net", 1));
    }

    @Test
    void what_is_no_address_is_left_to_the_connector() {
        assertThat(
                StaticEdge.in(List.of("--edge", "nonsense", "--edge=:7844", "--edge", "host:99999", "--edge-ip-version",
                        "4", "--edge")))
                .isEmpty();
    }
}
