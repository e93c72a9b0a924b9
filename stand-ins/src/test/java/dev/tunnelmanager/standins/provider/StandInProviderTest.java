package dev.tunnelmanager.standins.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tunnelmanager.standins.provider.StandInToken.Permission;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StandInProviderTest {

    private static final StandInZone ZONE = StandInZone.active("example.com");
    private static final String RECORDS = "/zones/" + ZONE.id() + "/dns_records";
    private static final String TUNNEL = "/cfd_tunnel/f70ff985-a4ef-4643-bbbc-4a0ed4fc8415";

    private final StandInProvider provider = StandInProvider.start(0).with(ZONE).with(StandInToken.full("t0ken"))
            .withTunnel("f70ff985-a4ef-4643-bbbc-4a0ed4fc8415", StandInZone.ACCOUNT);
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private String token = "t0ken";
    private Duration patience = Duration.ofSeconds(30);

    @AfterEach
    void stop() {
        client.shutdownNow();
        provider.close();
    }

    @Test
    void lists_zones_and_records_page_by_page() throws Exception {
        for (int i = 0; i < 7; i++) {
            provider.plant("example.com", "TXT", "example.com", "text " + i, "");
        }
        JsonNode page = call("GET", RECORDS + "?per_page=5&page=2", "");
        assertThat(page.path("result")).hasSize(2);
        assertThat(page.path("result_info").path("total_pages").asInt()).isEqualTo(2);
        assertThat(call("GET", "/zones?per_page=5", "").path("result").path(0).path("name").asText())
                .isEqualTo("example.com");
        assertThat(provider.violations()).isEmpty();
    }

    @Test
    void creates_changes_and_deletes_a_record() throws Exception {
        String id = call("POST", RECORDS, cname("app.example.com")).path("result").path("id").asText();
        JsonNode patched = call("PATCH", RECORDS + "/" + id, "{\"proxied\":false,\"ttl\":60}").path("result");
        assertThat(patched.path("ttl").asInt()).isEqualTo(60);
        assertThat(patched.path("comment").asText()).isEqualTo("ours");
        assertThat(call("PUT", RECORDS + "/" + id,
                "{\"type\":\"CNAME\",\"name\":\"app.example.com\",\"content\":\"b.example.net\",\"ttl\":1}")
                .path("result").path("comment").isNull()).isTrue();
        assertThat(call("DELETE", RECORDS + "/" + id, "").path("result").path("id").asText()).isEqualTo(id);
        assertThat(code(call("GET", RECORDS + "/" + id, ""))).isEqualTo(81044);
        assertThat(provider.violations()).isEmpty();
        assertThat(provider.writes()).hasSize(4);
    }

    @Test
    void a_name_outside_the_zone_gets_the_zone_appended() throws Exception {
        assertThat(call("POST", RECORDS, cname("app.example.org")).path("result").path("name").asText())
                .isEqualTo("app.example.org.example.com");
    }

    @Test
    void refuses_what_cannot_stand_side_by_side() throws Exception {
        provider.plant("example.com", "A", "a.example.com", "192.0.2.1", "");
        provider.plant("example.com", "TXT", "txt.example.com", "hello", "");
        assertThat(code(call("POST", RECORDS, cname("a.example.com")))).isEqualTo(81053);
        assertThat(call("POST", RECORDS, cname("txt.example.com")).path("success").asBoolean()).isTrue();
        assertThat(code(call("POST", RECORDS, cname("txt.example.com")))).isEqualTo(81053);
        assertThat(code(call("POST", RECORDS,
                "{\"type\":\"A\",\"name\":\"txt.example.com\",\"content\":\"192.0.2.1\",\"ttl\":1}"))).isEqualTo(81054);
        assertThat(code(call("POST", RECORDS,
                "{\"type\":\"TXT\",\"name\":\"txt.example.com\",\"content\":\"hello\",\"ttl\":1}"))).isEqualTo(81058);
    }

    @Test
    void limits_records_and_comments() throws Exception {
        assertThat(code(call("POST", RECORDS, cname("a.example.com").replace("ours", "x".repeat(101)))))
                .isEqualTo(9313);
        provider.with(ZONE.withQuota(0));
        assertThat(code(call("POST", RECORDS, cname("a.example.com")))).isEqualTo(81045);
    }

    @Test
    void a_token_may_only_what_it_was_given() throws Exception {
        provider.with(StandInToken.full("reader").with(Permission.ZONE_READ, Permission.DNS_READ));
        provider.with(StandInToken.full("other").on("example.org"));
        token = "reader";
        assertThat(call("GET", RECORDS, "").path("success").asBoolean()).isTrue();
        assertThat(code(call("POST", RECORDS, cname("a.example.com")))).isEqualTo(10000);
        token = "other";
        assertThat(call("GET", "/zones", "").path("result")).isEmpty();
        assertThat(code(call("GET", RECORDS, ""))).isEqualTo(9109);
        token = "nobody";
        assertThat(code(call("GET", "/zones", ""))).isEqualTo(9109);
        assertThat(code(call("GET", "/accounts/" + StandInZone.ACCOUNT + TUNNEL, ""))).isEqualTo(10000);
        assertThat(code(call("GET", "/user/tokens/verify", ""))).isEqualTo(1000);
    }

    @Test
    void answers_about_certificates_usage_tokens_and_tunnels() throws Exception {
        assertThat(call("GET", "/zones/" + ZONE.id() + "/ssl/certificate_packs?status=all", "").path("result").path(0)
                .path("hosts").path(1).asText()).isEqualTo("*.example.com");
        assertThat(call("GET", RECORDS + "/usage", "").path("result").path("record_quota").asInt()).isEqualTo(200);
        assertThat(call("GET", "/user/tokens/verify", "").path("result").path("status").asText()).isEqualTo("active");
        assertThat(call("GET",
                "/accounts/" + StandInZone.ACCOUNT + TUNNEL, "")
                .path("result").path("status").asText()).isEqualTo("healthy");
        assertThat(provider.violations()).isEmpty();
    }

    @Test
    void a_request_outside_the_schema_is_refused_and_kept() throws Exception {
        assertThat(call("GET", "/zones?per_page=1000", "").path("success").asBoolean()).isFalse();
        assertThat(provider.violations()).hasSize(1).first().asString().contains("per_page");
    }

    @Test
    void breaks_on_request() throws Exception {
        provider.failNext(Fault.tooMany("7").on("GET"), Fault.closed().afterEffect().on("POST"));
        assertThatThrownBy(() -> call("POST", RECORDS, cname("a.example.com"))).isInstanceOf(IOException.class);
        assertThat(provider.records("example.com")).hasSize(1);
        HttpResponse<String> busy = client.send(request("GET", "/zones", ""), HttpResponse.BodyHandlers.ofString());
        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.headers().firstValue("Retry-After")).contains("7");
        provider.failNext(Fault.truncated(), Fault.silence().on("POST"), Fault.late(Duration.ofMillis(1)));
        assertThatThrownBy(() -> call("DELETE", RECORDS + "/x", "")).isInstanceOf(IOException.class);
        patience = Duration.ofMillis(300);
        assertThatThrownBy(() -> call("POST", RECORDS, cname("b.example.com")))
                .isInstanceOf(HttpTimeoutException.class);
        patience = Duration.ofSeconds(30);
        assertThat(call("GET", "/zones", "").path("success").asBoolean()).isTrue();
        assertThat(provider.records("example.com")).hasSize(1);
    }

    @Test
    void tests_in_other_languages_can_look_behind_it() throws Exception {
        JsonNode planted = admin("POST", "records", """
                {"zone":"example.com","type":"A","name":"a.example.com","content":"192.0.2.1"}""");
        assertThat(admin("GET", "records", "").path("example.com").path(0).path("id")).isEqualTo(planted.path("id"));
        call("GET", "/zones", "");
        assertThat(admin("GET", "requests", "").path(0).path("path").asText()).isEqualTo("/zones");
        assertThat(admin("GET", "violations", "")).isEmpty();
        assertThat(admin("POST", "records", "{\"zone\":\"example.org\"}").path("error").asText())
                .contains("example.org");
    }

    private static String cname(String name) {
        return "{\"type\":\"CNAME\",\"name\":\"" + name
                + "\",\"content\":\"t.cfargotunnel.com\",\"proxied\":true,\"ttl\":1,\"comment\":\"ours\"}";
    }

    private static int code(JsonNode answer) {
        return answer.path("errors").path(0).path("code").asInt();
    }

    private JsonNode call(String method, String path, String body) throws Exception {
        return json.readTree(
                client.send(request(method, path, body), HttpResponse.BodyHandlers.ofString()).body());
    }

    private HttpRequest request(String method, String path, String body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(provider.api() + path))
                .timeout(patience).header("Authorization", "Bearer " + token);
        return body.isEmpty()
                ? builder.method(method, HttpRequest.BodyPublishers.noBody()).build()
                : builder.header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private JsonNode admin(String method, String call, String body) throws Exception {
        URI uri = provider.api().resolve("/__standin/" + call);
        return json.readTree(client.send(HttpRequest.newBuilder(uri).timeout(patience)
                .method(method, HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString()).body());
    }
}
