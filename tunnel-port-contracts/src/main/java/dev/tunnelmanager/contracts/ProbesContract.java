package dev.tunnelmanager.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.ports.driven.Probes;
import dev.tunnelmanager.ports.driven.Probes.EdgeAnswer;
import dev.tunnelmanager.ports.driven.Probes.Reach;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Probes} must do. */
public interface ProbesContract {

    /** Returns the probes under test. */
    Probes probes();

    /** Has a service behind the edge answer with {@code status} for {@code hostname}. */
    void serve(HostnamePattern hostname, int status);

    /** Has nobody serve {@code hostname}, as when no connector is connected. */
    void serveNothing(HostnamePattern hostname);

    /** Returns a service of the host that accepts connections. */
    OriginService listening();

    /** Returns a service of the host that does not. */
    OriginService notListening();

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 401, 404, 500})
    default void tells_how_a_service_answers(int status) {
        HostnamePattern hostname = HostnamePattern.of("shop.example.com");
        serve(hostname, status);
        assertThat(probes().throughEdge(hostname)).isEqualTo(new EdgeAnswer.Answered(status));
    }

    @Test
    default void tells_that_nobody_serves_and_why() {
        HostnamePattern hostname = HostnamePattern.of("gone.example.com");
        serveNothing(hostname);
        assertThat(probes().throughEdge(hostname)).isInstanceOfSatisfying(EdgeAnswer.NotAnswered.class,
                answer -> assertThat(answer.reason()).endsWith(".").contains("gone.example.com"));
    }

    @Test
    default void somebody_who_cannot_wait_is_told_the_same() {
        HostnamePattern hostname = HostnamePattern.of("shop.example.com");
        serve(hostname, 200);
        assertThat(probes().throughEdge(hostname, Duration.ofSeconds(5))).isEqualTo(new EdgeAnswer.Answered(200));
    }

    @Test
    default void a_wildcard_is_not_tried() {
        assertThat(probes().throughEdge(HostnamePattern.of("*.example.com"))).isEqualTo(new EdgeAnswer.NotTried());
    }

    @Test
    default void tells_whether_the_host_reaches_a_service() {
        assertThat(probes().reach(new ConnectorPlace.OnHost(), listening())).isEqualTo(Reach.YES);
        assertThat(probes().reach(new ConnectorPlace.OnHost(), notListening())).isEqualTo(Reach.NO);
    }

    @Test
    default void knows_nothing_of_a_place_that_is_unknown() {
        ConnectorPlace unknown = new ConnectorPlace.Unknown("Nobody looked.");
        assertThat(probes().reach(unknown, listening())).isEqualTo(Reach.UNKNOWN);
        assertThat(probes().reach(unknown, notListening())).isEqualTo(Reach.UNKNOWN);
    }

    @Test
    default void an_interrupt_is_kept_and_nothing_is_thrown() {
        HostnamePattern hostname = HostnamePattern.of("shop.example.com");
        serve(hostname, 200);
        Thread.currentThread().interrupt();
        try {
            assertThat(probes().throughEdge(hostname)).isNotNull();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(probes().reach(new ConnectorPlace.OnHost(), listening())).isNotNull();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
