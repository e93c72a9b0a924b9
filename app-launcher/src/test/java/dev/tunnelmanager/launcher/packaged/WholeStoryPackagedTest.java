package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a project's supervisor does from the first port to the last record. */
class WholeStoryPackagedTest {

    @ParameterizedTest
    @EnumSource(Era.class)
    void a_supervisor_publishes_a_hostname_and_withdraws_it(Era era) throws Exception {
        try (Bench bench = Bench.start()) {
            String before = bench.config();
            int port = bench.service("shop");
            Supervisor shop = bench.supervisor("shop", era);

            JsonNode allocated = shop.structured("port_allocate", "port", port);
            assertThat(allocated.path("success").asBoolean()).as("%s", allocated).isTrue();
            assertThat(allocated.path("port").asInt()).isEqualTo(port);
            assertThat(allocated.path("project").asText()).isEqualTo("shop");

            published(shop.call("tunnel_request_cname", "subdomain", "api", "targetPort", port), port);
            assertThat(bench.ask("api.example.com")).isEqualTo(new EdgeReply(200, "shop answers /hello"));
            assertThat(bench.config()).contains("api.example.com").contains("# The blog is Eve's.");

            listed(shop.call("tunnel_list_cnames"), "http://localhost:" + port);
            status(shop.call("tunnel_get_status"));
            domains(shop.call("tunnel_list_domains"), bench);

            JsonNode deleted = shop.structured("tunnel_delete_cname", "hostname", "api.example.com");
            assertThat(deleted.path("success").asBoolean()).as("%s", deleted).isTrue();
            assertThat(deleted.path("message").asText()).contains("api.example.com");
            assertThat(bench.config()).isEqualTo(before);
            assertThat(bench.provider().records(Bench.ZONE)).isEmpty();
            assertThat(bench.ask("api.example.com")).isEqualTo(EdgeReply.NOT_PUBLIC);
            assertThat(bench.askConnector("api.example.com").status()).as("the catch-all's answer").isEqualTo(404);
            assertThat(shop.structured("tunnel_list_cnames").path("count").asInt()).isZero();
            assertThat(shop.structured("port_release", "port", port).path("success").asBoolean()).isTrue();

            assertThat(bench.provider().violations()).isEmpty();
            shop.hangUp();
            assertThat(shop.awaitEnd()).isZero();
            shop.assertPure();
        }
    }

    private static void published(JsonNode result, int port) {
        JsonNode shape = result.path("structuredContent");
        assertThat(result.path("isError").asBoolean()).as("%s", result).isFalse();
        assertThat(shape.path("success").asBoolean()).isTrue();
        assertThat(shape.path("url").asText()).isEqualTo("https://api.example.com");
        assertThat(shape.path("ingress_target").asText()).isEqualTo("http://localhost:" + port);
        assertThat(shape.path("target_type").asText()).isEqualTo("localhost");
        assertThat(shape.has("container_name")).isFalse();
        assertThat(shape.path("state").asText()).isEqualTo("verified");
    }

    private static void listed(JsonNode result, String target) {
        assertThat(text(result)).isEqualTo("CNAMEs (1):\n- api.example.com → " + target + " (shop)");
        JsonNode only = result.path("structuredContent").path("cnames").path(0);
        assertThat(only.path("hostname").asText()).isEqualTo("api.example.com");
        assertThat(only.path("target").asText()).isEqualTo(target);
        assertThat(only.path("project").asText()).isEqualTo("shop");
    }

    private static void status(JsonNode result) {
        JsonNode shape = result.path("structuredContent");
        assertThat(shape.path("status").asText()).as("%s", result).isEqualTo("up");
        assertThat(shape.path("uptime_seconds").isIntegralNumber()).isTrue();
        assertThat(shape.path("restart_count").isIntegralNumber()).isTrue();
        assertThat(shape.path("last_check").asText()).endsWith("Z");
        assertThat(Instant.parse(shape.path("last_check").asText())).isBefore(Instant.now().plusSeconds(5));
        assertThat(shape.path("cloudflared_location").asText()).isEqualTo("host");
        assertThat(shape.path("replicas").asInt()).isEqualTo(2);
        assertThat(shape.path("ready_connections").asInt()).isPositive();
    }

    private static void domains(JsonNode result, Bench bench) {
        String zone = result.path("structuredContent").path("domains").path(0).path("zone_id").asText();
        assertThat(zone).isNotEmpty();
        assertThat(bench.provider().requests())
                .anyMatch(request -> request.path().contains(zone));
        assertThat(text(result)).isEqualTo("Available domains (1):\n- example.com (" + zone + ")");
    }

    private static String text(JsonNode result) {
        return result.path("content").path(0).path("text").asText();
    }
}
