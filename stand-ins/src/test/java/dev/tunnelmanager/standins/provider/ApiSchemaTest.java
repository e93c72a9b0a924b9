package dev.tunnelmanager.standins.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiSchemaTest {

    private static final ApiSchema SCHEMA = ApiSchema.bundled();
    private static final String RECORDS = "/zones/023e105f4ecef8ad9ca31a8372d0c353/dns_records";
    private static final String GOOD = """
            {"type":"CNAME","name":"a.example.com","content":"t.cfargotunnel.com","proxied":true,"ttl":1,"comment":"x"}""";

    @Test
    void a_record_to_create_is_valid() {
        assertThat(post(GOOD)).isEmpty();
    }

    @Test
    void a_record_without_ttl_type_or_name_is_not() {
        assertThat(post(GOOD.replace("\"ttl\":1,", ""))).isNotEmpty();
        assertThat(post(GOOD.replace("\"type\":\"CNAME\",", ""))).isNotEmpty();
        assertThat(post(GOOD.replace("\"name\":\"a.example.com\",", ""))).isNotEmpty();
    }

    @Test
    void values_outside_the_schema_are_found() {
        assertThat(post(GOOD.replace("\"ttl\":1", "\"ttl\":2"))).isNotEmpty();
        assertThat(post(GOOD.replace("\"proxied\":true", "\"proxied\":\"yes\""))).isNotEmpty();
        assertThat(post(GOOD.replace("CNAME", "FOO"))).isNotEmpty();
        assertThat(post("{")).containsExactly("The body is not JSON.");
    }

    @Test
    void a_body_needs_its_content_type() {
        assertThat(SCHEMA.faultsInRequest("POST", RECORDS, Map.of(), Optional.empty(), GOOD)).hasSize(1);
        assertThat(SCHEMA.faultsInRequest("GET", RECORDS, Map.of(), Optional.empty(), GOOD)).hasSize(1);
    }

    @Test
    void query_parameters_are_checked_by_name_type_and_range() {
        assertThat(zones("per_page", "50")).isEmpty();
        assertThat(zones("per_page", "51")).isNotEmpty();
        assertThat(zones("per_page", "4")).isNotEmpty();
        assertThat(zones("per_page", "many")).isNotEmpty();
        assertThat(zones("size", "5")).containsExactly("The query parameter size is not in the schema.");
        assertThat(zones("type", "full,internal")).isEmpty();
        assertThat(zones("type", "full,empty")).isNotEmpty();
    }

    @Test
    void path_parameters_are_checked_and_literal_segments_win() {
        assertThat(SCHEMA.faultsInRequest("GET", RECORDS + "/usage", Map.of(), Optional.empty(), "")).isEmpty();
        assertThat(SCHEMA.faultsInRequest("GET", "/zones/" + "0".repeat(33) + "/dns_records", Map.of(),
                Optional.empty(), "")).isNotEmpty();
    }

    @Test
    void an_unknown_operation_is_not_valid() {
        assertThat(SCHEMA.faultsInRequest("POST", "/zones", Map.of(), Optional.of("application/json"), "{}"))
                .containsExactly("POST /zones is not an operation of the schema.");
    }

    @Test
    void answers_are_checked_too() throws Exception {
        ObjectMapper json = new ObjectMapper();
        assertThat(SCHEMA.faultsInAnswer("GET", RECORDS, 200, json.readTree("{\"success\":true}"))).isNotEmpty();
        assertThat(SCHEMA.faultsInAnswer("GET", RECORDS, 200,
                json.readTree("{\"success\":true,\"errors\":[],\"messages\":[],\"result\":[]}"))).isEmpty();
    }

    private static List<String> post(String body) {
        return SCHEMA.faultsInRequest("POST", RECORDS, Map.of(), Optional.of("application/json"), body);
    }

    private static List<String> zones(String parameter, String value) {
        return SCHEMA.faultsInRequest("GET", "/zones", Map.of(parameter, List.of(value)), Optional.empty(), "");
    }
}
