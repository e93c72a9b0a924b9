package dev.tunnelmanager.domain.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ErrorReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "errors.md");

    @Test
    void the_page_lists_what_the_code_has() throws IOException {
        if (Boolean.getBoolean("update-docs")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, ErrorReference.markdown());
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/errors.md is not what the code says. Run: mvn -pl tunnel-domain test -Dtest=ErrorReferenceTest"
                        + " -Dupdate-docs=true")
                .isEqualTo(ErrorReference.markdown());
    }

    @Test
    void every_code_is_listed_once_and_explained() {
        for (RefusalCode code : RefusalCode.values()) {
            assertThat(ErrorReference.markdown())
                    .containsOnlyOnce("| `" + code.text() + "` | " + code.meaning() + " |");
            assertThat(code.meaning()).endsWith(".").doesNotContain("|");
            assertThat(code.text()).matches("[a-z]+(_[a-z]+)*");
        }
    }

    @Test
    void failures_come_after_refusals() {
        RefusalCode[] codes = RefusalCode.values();
        for (int i = 1; i < codes.length; i++) {
            assertThat(codes[i].kind()).isGreaterThanOrEqualTo(codes[i - 1].kind());
        }
    }
}
