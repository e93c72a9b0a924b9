package dev.tunnelmanager.launcher.keeping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {

    private static final Manifest MANIFEST = new Manifest("0.1.0", "0a1b2c3d",
            Instant.parse("2026-11-21T12:00:00.007Z"),
            1, new TreeMap<>(Map.of("a", new Manifest.Part(7, "00ff"), "b", new Manifest.Part(0, "11ee"))));

    @Test
    void what_was_written_is_read_back() throws Exception {
        assertThat(Manifest.parse(MANIFEST.text())).isEqualTo(MANIFEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}", "{\"format\":1}", "{\"format\":\"1\"}", "{\"format\":1.5}",
            "{\"format\":1,\"files\":{\"a\":{}}}", "{\"format\":1,\"files\":7}",
            "{\"format\":1,\"files\":{},\"version\":\"1\",\"instance_id\":\"x\",\"created_at\":\"now\",\"schema_version\":1}",
            "{\"format\":1,\"files\":{},\"version\":\"1\",\"instance_id\":\"x\","
                    + "\"created_at\":\"2026-11-21T12:00:00Z\",\"schema_version\":99999999999}"})
    void what_is_no_manifest_is_told(String text) {
        assertThatThrownBy(() -> Manifest.parse(text)).isInstanceOf(Manifest.Unreadable.class)
                .hasMessageStartingWith("Its manifest");
    }

    @Test
    void a_newer_form_is_told_as_such() {
        assertThatThrownBy(() -> Manifest.parse(MANIFEST.text().replace("\"format\":1", "\"format\":2")))
                .isInstanceOf(Manifest.Unreadable.class).hasMessageContaining("newer version");
    }
}
