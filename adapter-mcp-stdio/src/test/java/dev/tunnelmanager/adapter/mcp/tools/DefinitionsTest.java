package dev.tunnelmanager.adapter.mcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonBoolean;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.protocol.ToolDefinition;
import dev.tunnelmanager.domain.hostname.ZoneStanding;
import dev.tunnelmanager.domain.port.ServiceScheme;
import dev.tunnelmanager.domain.topology.Target;
import dev.tunnelmanager.ports.driving.TunnelStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefinitionsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Test
    void the_tools_are_these_in_this_order() {
        assertThat(Definitions.all()).extracting(ToolDefinition::name).containsExactly("tunnel_get_status",
                "tunnel_request_cname", "tunnel_delete_cname", "tunnel_list_cnames", "tunnel_list_domains",
                "tunnel_get_operation", "port_allocate", "port_release", "port_list", "tunnel_restart");
    }

    /** Changed on purpose? Then run with -Dupdate-golden=true, and read the difference. */
    @ParameterizedTest
    @MethodSource("tools")
    void a_definition_is_as_its_golden_file_says(ToolDefinition tool) throws IOException {
        ObjectMapper jackson = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        String now = jackson.writeValueAsString(jackson.readTree(tool.toJson().toJson())) + "\n";
        Path file = GOLDEN.resolve(tool.name() + ".json");
        if (Boolean.getBoolean("update-golden")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, now);
        }
        assertThat(now).isEqualTo(Files.readString(file));
    }

    @Test
    void every_golden_file_belongs_to_a_tool() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .containsExactlyInAnyOrderElementsOf(
                            Definitions.all().stream().map(tool -> tool.name() + ".json").toList());
        }
    }

    @ParameterizedTest
    @MethodSource("tools")
    void schemas_are_valid_and_have_an_object_at_their_root(ToolDefinition tool) {
        Schema.assertValidSchema(tool.inputSchema());
        Schema.assertValidSchema(tool.outputSchema());
        for (JsonObject schema : List.of(tool.inputSchema(), tool.outputSchema())) {
            assertThat(schema.get("type")).contains(new JsonString("object"));
            assertThat(schema.toJson()).doesNotContain("$ref");
        }
        assertThat(tool.inputSchema().get("additionalProperties")).contains(JsonBoolean.FALSE);
    }

    @ParameterizedTest
    @MethodSource("tools")
    void names_titles_descriptions_and_annotations_are_there(ToolDefinition tool) {
        assertThat(tool.name()).matches("[A-Za-z0-9_.-]{1,128}");
        assertThat(tool.title()).isNotBlank();
        assertThat(tool.description()).endsWith(".").hasSizeGreaterThan(80);
        JsonObject annotations = tool.toJson().require("annotations", JsonObject.class, "tool");
        assertThat(annotations.members()).containsKeys("title", "readOnlyHint", "destructiveHint", "idempotentHint",
                "openWorldHint");
        assertThat(tool.traits().readOnly() && tool.traits().destructive()).isFalse();
    }

    @Test
    void the_core_five_take_exactly_what_is_promised() {
        assertThat(arguments("tunnel_get_status")).isEmpty();
        assertThat(arguments("tunnel_request_cname")).containsExactly("subdomain", "targetPort", "domain",
                "projectName");
        assertThat(arguments("tunnel_delete_cname")).containsExactly("hostname", "projectName", "isMetaSupervisor");
        // The last two came later, and nobody has to know them: without them a list of up to 1,000 is whole.
        assertThat(arguments("tunnel_list_cnames")).containsExactly("projectName", "domain", "isMetaSupervisor",
                "after",
                "limit");
        assertThat(arguments("tunnel_list_domains")).isEmpty();
    }

    @Test
    void words_in_schemas_are_those_of_the_domain() {
        assertThat(choices(input("port_allocate", "scheme"))).containsExactly(words(ServiceScheme.values()));
        assertThat(choices(output("tunnel_request_cname", "target_type"))).containsExactly(words(Target.Kind.values()));
        assertThat(choices(output("tunnel_get_status", "status")))
                .containsExactly(words(TunnelStatus.Condition.values()));
        JsonObject domain = output("tunnel_list_domains", "domains").require("items", JsonObject.class, "domains")
                .require("properties", JsonObject.class, "items");
        assertThat(choices(domain.require("status", JsonObject.class, "domain")))
                .containsExactly(words(ZoneStanding.values()));
    }

    @Test
    void instructions_name_only_tools_that_exist() {
        assertThat(Definitions.INSTRUCTIONS).hasSizeLessThan(1_500);
        List<String> names = Definitions.all().stream().map(ToolDefinition::name).toList();
        assertThat(Stream.of(Definitions.INSTRUCTIONS.split("[^a-z_]+")).filter(word -> word.contains("_")
                && !word.equals("operation_id"))).isNotEmpty().allMatch(names::contains);
    }

    static List<ToolDefinition> tools() {
        return Definitions.all();
    }

    private static ToolDefinition tool(String name) {
        return Definitions.all().stream().filter(tool -> tool.name().equals(name)).findFirst().orElseThrow();
    }

    private static Iterable<String> arguments(String name) {
        return tool(name).inputSchema().find("properties", JsonObject.class, name).orElse(JsonObject.EMPTY).members()
                .keySet();
    }

    private static JsonObject input(String tool, String argument) {
        return tool(tool).inputSchema().require("properties", JsonObject.class, tool).require(argument,
                JsonObject.class,
                tool);
    }

    private static JsonObject output(String tool, String member) {
        return tool(tool).outputSchema().require("properties", JsonObject.class, tool).require(member, JsonObject.class,
                tool);
    }

    private static List<String> choices(JsonObject schema) {
        return schema.require("enum", JsonArray.class, "schema").items().stream()
                .map(choice -> ((JsonString) choice).value()).toList();
    }

    private static String[] words(Enum<?>[] values) {
        return Stream.of(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toArray(String[]::new);
    }
}
