package dev.tunnelmanager.adapter.mcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.ToolContext;
import dev.tunnelmanager.adapter.mcp.protocol.ToolDefinition;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driving.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a tool is called with, it answers by its schema, in few words, and nothing breaks. */
class ArgumentsProperties {

    private static final int LONGEST_ANSWER = 8_000;

    private final ScriptedControlPlane core = new ScriptedControlPlane()
            .answering(new Answer.Refused<>(Examples.TAKEN));
    private final TunnelTools tools = new TunnelTools(() -> Verdict.granted(Examples.SUPERVISOR),
            () -> Verdict.granted(core));
    private final List<ToolDefinition> definitions = tools.definitions();

    @Property(tries = 1500)
    void arguments_of_any_kind_are_answered(@ForAll("calls") Called called) throws InterruptedException {
        ToolDefinition tool = definitions.get(called.tool() % definitions.size());
        JsonObject arguments = ToolBench.json(called.arguments(known(tool)));
        ToolResult result = tools.call(tool.name(), arguments, ToolContext.silent());
        Schema.assertConforms(tool, result);
        assertThat(result.isError()).as("%s of %s", tool.name(), arguments.toJson()).isTrue();
        assertThat(result.code()).isPresent().get().isNotEqualTo(RefusalCode.INTERNAL);
        String text = String.join("\n", result.text());
        assertThat(text).isNotBlank().doesNotContain("Exception", "\tat ");
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LONGEST_ANSWER);
    }

    private static List<String> known(ToolDefinition tool) {
        return tool.inputSchema().find("properties", JsonObject.class, tool.name()).orElse(JsonObject.EMPTY).members()
                .keySet().stream().sorted().toList();
    }

    /**
     * A call.
     *
     * @param tool which
     * @param names each an index into the tool's arguments, or one beyond them for a name that no tool knows
     * @param values of the arguments, as JSON
     */
    record Called(int tool, List<Integer> names, List<String> values) {

        String arguments(List<String> known) {
            StringBuilder all = new StringBuilder("{'projectName':'consilio'");
            for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
                int name = names.get(i);
                String key = name < known.size() ? known.get(name) : "argument" + i;
                if (!all.toString().contains("'" + key + "'")) {
                    all.append(",'").append(key).append("':").append(values.get(i));
                }
            }
            return all.append('}').toString();
        }
    }

    @Provide
    Arbitrary<Called> calls() {
        Arbitrary<String> leaves = Arbitraries.oneOf(
                Arbitraries.of("null", "true", "false", "0", "-1", "5000", "5e3", "5000.5", "1e999", "-0", "''", "' '",
                        "'api'", "'*'", "'meta'", "'consilio'", "'http'", "'\\u0000'", "'\\ud800'", "[]", "{}",
                        "9".repeat(400), "'" + "x".repeat(20_000) + "'"),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.strings().withCharRange(' ', '\u2fff').excludeChars('\'', '"', '\\').ofMaxLength(30)
                        .map(text -> "'" + text + "'"));
        Arbitrary<String> values = Arbitraries.recursive(() -> leaves,
                inner -> inner.list().ofMaxSize(3).map(items -> "[" + String.join(",", items) + "]"), 0, 3);
        return Combinators.combine(Arbitraries.integers().between(0, 99),
                Arbitraries.integers().between(0, 9).list().ofMaxSize(5), values.list().ofMaxSize(5))
                .as(Called::new);
    }
}
