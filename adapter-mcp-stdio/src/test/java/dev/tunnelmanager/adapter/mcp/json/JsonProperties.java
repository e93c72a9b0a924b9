package dev.tunnelmanager.adapter.mcp.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JsonProperties {

    private static final ObjectMapper JACKSON = new ObjectMapper();

    @Property(tries = 300)
    void another_reader_reads_the_same_from_what_we_write(@ForAll("documents") JsonNode document) throws Exception {
        byte[] bytes = JACKSON.writeValueAsBytes(document);
        byte[] line = JsonReader.read(bytes, 0, bytes.length).toLine();
        assertThat(JACKSON.readTree(line)).isEqualTo(JACKSON.readTree(bytes));
        assertThat(line).endsWith((byte) '\n');
        assertThat(new String(line, StandardCharsets.UTF_8)).containsOnlyOnce("\n");
    }

    @Property(tries = 500)
    void bytes_are_a_value_or_malformed_and_nothing_else(@ForAll byte[] bytes) {
        try {
            assertThat(JsonReader.read(bytes, 0, bytes.length)).isNotNull();
        } catch (MalformedJson expected) {
            assertThat(expected.sentence()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<JsonNode> documents() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        Arbitrary<String> texts = Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(20);
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(texts.map(nodes::textNode),
                Arbitraries.longs().map(nodes::numberNode),
                Arbitraries.of(true, false).map(nodes::booleanNode), Arbitraries.just(nodes.nullNode()));
        return Arbitraries.recursive(() -> leaves, inner -> Arbitraries.oneOf(
                inner.list().ofMaxSize(3).map(items -> nodes.arrayNode().addAll(items)),
                Arbitraries.maps(texts, inner).ofMaxSize(3).map(members -> nodes.objectNode().setAll(members))), 0, 4);
    }

    private static char[] surrogates() {
        char[] all = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return all;
    }
}
