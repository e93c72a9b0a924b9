package dev.tunnelmanager.adapter.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    @ParameterizedTest
    @ValueSource(strings = {"cfut_abc", "cfat_0-9_A", "cfk_x", "Bearer abc.def", "bearer  x",
            "YQSn-xWAQiiEh9qM58wZNnyQS7FUdoqGIUAbrh7T", "eyJhIjoiMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYifQ=="})
    void masks_what_looks_like_a_secret(String secret) {
        assertThat(Redaction.clean("before " + secret + " after")).isEqualTo("before *** after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f70ff985-a4ef-4643-bbbc-4a0ed4fc8415.cfargotunnel.com", "023e105f4ecef8ad9ca31a8372d0c353",
            "A record with that host already exists.", "managed-by=tunnel-manager;i=0a1b2c3d"})
    void keeps_ids_names_and_words(String text) {
        assertThat(Redaction.clean(text)).isEqualTo(text);
    }

    @Test
    void keeps_texts_short_and_in_one_line() {
        assertThat(Redaction.clean("a\r\n\u001b[31mb")).isEqualTo("a [31mb");
        assertThat(Redaction.clean("word ".repeat(1000))).hasSizeLessThan(310);
        assertThat(Redaction.clean("my pass word", "pass")).isEqualTo("my *** word");
    }
}
