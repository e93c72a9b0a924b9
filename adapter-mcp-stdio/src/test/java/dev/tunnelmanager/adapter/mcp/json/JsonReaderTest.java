package dev.tunnelmanager.adapter.mcp.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    @Test
    void reads_every_kind_of_value() throws MalformedJson {
        JsonObject read = (JsonObject) read("{\"a\":[1,2.50,\"x\",true,false,null],\"b\":{}}");
        assertThat(read.members()).containsOnlyKeys("a", "b");
        assertThat(read.get("a")).contains(new JsonArray(List.of(new JsonNumber("1"), new JsonNumber("2.50"),
                new JsonString("x"), JsonBoolean.TRUE, JsonBoolean.FALSE, JsonNull.NULL)));
        assertThat(read.get("b")).contains(JsonObject.EMPTY);
    }

    @Test
    void writes_what_it_read() throws MalformedJson {
        String text = "{\"b\":1,\"a\":[12345678901234567890123,1e5,\"ü → \u2028 \\n\\u0001\\\"\\\\\"],\"c\":null}";
        assertThat(read(text).toJson()).isEqualTo(text);
    }

    @Test
    void writes_a_line_without_a_break_in_it() throws MalformedJson {
        byte[] line = read("{\"text\":\"one\\ntwo\\r\\n\"}").toLine();
        assertThat(new String(line, StandardCharsets.UTF_8)).isEqualTo("{\"text\":\"one\\ntwo\\r\\n\"}\n");
    }

    @Test
    void writes_a_lone_surrogate_as_the_replacement_character() throws MalformedJson {
        assertThat(read("\"a\\ud800b\\udc00\"").toJson()).isEqualTo("\"a\uFFFDb\uFFFD\"");
        assertThat(read("\"\\ud83d\\ude00\"").toJson()).isEqualTo("\"\uD83D\uDE00\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,]", "{\"a\":}", "{'a':1}", "nul", "1 2", "{} {}", "NaN", "01",
            "\"\u0001\"",
            "// no\n1", "[1", "}", "{\"a\":1,}"})
    void refuses_what_is_no_single_value(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedJson.class).message().endsWith(".");
    }

    @Test
    void refuses_a_key_that_stands_twice() {
        assertThatThrownBy(() -> read("{\"a\":{\"id\":1,\"id\":2}}"))
                .hasMessage("The key \"id\" stands twice in one object.");
    }

    @Test
    void refuses_bytes_that_are_not_utf_8() {
        byte[] latin1 = "\"\u00e9t\u00e9\"".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> JsonReader.read(latin1, 0, latin1.length)).isInstanceOf(MalformedJson.class);
        byte[] utf16 = "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> JsonReader.read(utf16, 0, utf16.length)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void refuses_more_than_64_levels() throws MalformedJson {
        assertThat(read("[".repeat(64) + "]".repeat(64))).isInstanceOf(JsonArray.class);
        assertThatThrownBy(() -> read("[".repeat(65) + "]".repeat(65))).isInstanceOf(MalformedJson.class)
                .hasMessageContaining("64 levels");
    }

    @Test
    void refuses_a_small_text_that_would_become_a_large_tree() {
        assertThatThrownBy(() -> read("[" + "0,".repeat(300_000) + "0]")).isInstanceOf(MalformedJson.class)
                .hasMessageContaining("200000 tokens");
    }

    @Test
    void names_the_path_of_what_has_another_type() throws MalformedJson {
        JsonObject read = (JsonObject) read("{\"name\":7,\"none\":null}");
        assertThatThrownBy(() -> read.find("name", JsonString.class, "params"))
                .hasMessage("params.name must be a string, and is a number.");
        assertThatThrownBy(() -> read.require("none", JsonObject.class, "params"))
                .hasMessage("params.none must be an object, and is missing.");
        assertThat(read.find("none", JsonObject.class, "params")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5000, 5000", "5000.0, 5000", "5e3, 5000", "-0, 0", "9223372036854775807, 9223372036854775807",
            "1.5,", "1e30,", "9223372036854775808,", "1e999999999,", "1e-999999999,", "1e99999999999999999999,"})
    void tells_whole_numbers_however_they_are_written(String text, Long value) {
        assertThat(new JsonNumber(text).whole())
                .isEqualTo(value == null ? OptionalLong.empty() : OptionalLong.of(value));
    }

    private static JsonValue read(String text) throws MalformedJson {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return JsonReader.read(bytes, 0, bytes.length);
    }
}
