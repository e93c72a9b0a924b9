package dev.tunnelmanager.adapter.cloudflaredruntime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.diagnosis.TrafficCounters;
import org.junit.jupiter.api.Test;

final class PrometheusTextTest {

    @Test
    void adds_up_the_parts_of_a_count_whatever_their_labels_say() {
        assertThat(PrometheusText.counters("""
                # HELP cloudflared_tunnel_total_requests Amount of requests proxied through all the tunnels
                # TYPE cloudflared_tunnel_total_requests counter
                cloudflared_tunnel_total_requests 1.2e+03
                cloudflared_tunnel_request_errors 7 1795176000000
                cloudflared_tunnel_concurrent_requests_per_tunnel 3
                cloudflared_tunnel_tunnel_register_success{rpcName="registerConnection"} 4
                cloudflared_tunnel_tunnel_register_success{rpcName="a \\"}\\\\ 99",other="{}"} 2
                cloudflared_tunnel_tunnel_register_success_of_something_else 50
                cloudflared_tunnel_response_by_code{status_code="200"} 9
                """)).isEqualTo(new TrafficCounters(1200, 7, 3, 6));
    }

    @Test
    void passes_over_what_is_no_sample() {
        assertThat(PrometheusText.counters("""
                cloudflared_tunnel_total_requests NaN
                cloudflared_tunnel_request_errors +Inf
                cloudflared_tunnel_concurrent_requests_per_tunnel
                cloudflared_tunnel_tunnel_register_success{rpcName="cut off
                <html>
                cloudflared_tunnel_total_requests 5""")).isEqualTo(new TrafficCounters(5, 0, 0, 0));
        assertThat(PrometheusText.counters("")).isEqualTo(new TrafficCounters(0, 0, 0, 0));
    }
}
