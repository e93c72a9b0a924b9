package dev.tunnelmanager.domain.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.directory.DirectoryDecision.Publishing;
import dev.tunnelmanager.domain.directory.DirectoryDecision.Removing;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.route.WrittenRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DirectoryDecisionTest {

    private static final String MARK = "managed-by=tunnel-manager;i=0a1b2c3d";
    private static final String TUNNEL = "1234.tunnel.example";
    private static final Optional<WrittenRecord> KNOWN = Optional.of(new WrittenRecord("r1", "CNAME", TUNNEL, MARK));
    private static final Optional<WrittenRecord> NOTHING = Optional.empty();
    private static final DirectoryEntry OURS = cname("r1", TUNNEL, MARK);
    private static final DirectoryEntry TXT = new DirectoryEntry("t1", "TXT", "v=spf1", "", false, false);

    private static DirectoryEntry cname(String id, String content, String mark) {
        return new DirectoryEntry(id, "CNAME", content, mark, content.equals(TUNNEL), true);
    }

    private static Publishing publishing(Optional<WrittenRecord> known, boolean intended, DirectoryEntry... entries) {
        return DirectoryDecision.forPublishing(List.of(entries), known, intended, MARK);
    }

    private static Removing removing(Optional<WrittenRecord> known, boolean intended, DirectoryEntry... entries) {
        return DirectoryDecision.forRemoving(List.of(entries), known, intended, MARK);
    }

    private static RefusalCode code(Publishing publishing) {
        return ((Publishing.Blocked) publishing).refusal().code();
    }

    @Test
    void nothing_there_is_free() {
        assertThat(publishing(NOTHING, false)).isEqualTo(new Publishing.Free());
        assertThat(publishing(KNOWN, true)).isEqualTo(new Publishing.Free());
    }

    @Test
    void what_can_stand_beside_ours_does_not_matter() {
        assertThat(publishing(NOTHING, false, TXT)).isEqualTo(new Publishing.Free());
        assertThat(publishing(KNOWN, true, TXT, OURS)).isEqualTo(new Publishing.Ours(OURS, false));
    }

    @Test
    void ours_has_id_mark_and_way() {
        assertThat(publishing(KNOWN, true, OURS)).isEqualTo(new Publishing.Ours(OURS, false));
        assertThat(code(publishing(KNOWN, true, cname("r1", TUNNEL, "")))).isEqualTo(RefusalCode.RECORD_CHANGED);
        assertThat(code(publishing(KNOWN, true, cname("r1", TUNNEL, MARK.toUpperCase(java.util.Locale.ROOT)))))
                .isEqualTo(RefusalCode.RECORD_CHANGED);
        assertThat(code(publishing(KNOWN, true, cname("r1", "elsewhere.example", MARK))))
                .isEqualTo(RefusalCode.RECORD_CHANGED);
        assertThat(code(publishing(KNOWN, true, cname("r2", TUNNEL, MARK)))).isEqualTo(RefusalCode.FOREIGN_RECORD);
    }

    @Test
    void an_interrupted_write_is_found_again() {
        assertThat(publishing(NOTHING, true, OURS)).isEqualTo(new Publishing.Ours(OURS, true));
        assertThat(code(publishing(NOTHING, true, cname("r1", TUNNEL, "managed-by=tunnel-manager;i=ffffffff"))))
                .isEqualTo(RefusalCode.FOREIGN_RECORD);
        assertThat(code(publishing(NOTHING, true, cname("r1", "elsewhere.example", MARK))))
                .isEqualTo(RefusalCode.FOREIGN_RECORD);
    }

    @Test
    void what_was_never_intended_is_not_adopted() {
        assertThat(code(publishing(NOTHING, false, OURS))).isEqualTo(RefusalCode.FOREIGN_RECORD);
    }

    @Test
    void a_foreign_record_that_excludes_ours_blocks() {
        DirectoryEntry address = new DirectoryEntry("a1", "A", "192.0.2.1", "", false, true);
        Publishing publishing = publishing(NOTHING, false, TXT, address);
        assertThat(code(publishing)).isEqualTo(RefusalCode.FOREIGN_RECORD);
        assertThat(publishing.toString()).contains("A 192.0.2.1");
    }

    @Test
    void only_what_is_proved_three_times_is_removed() {
        assertThat(removing(KNOWN, true, OURS, TXT)).isEqualTo(new Removing.Remove("r1"));
        DirectoryEntry unmarked = cname("r1", TUNNEL, "");
        assertThat(removing(KNOWN, true, unmarked)).isEqualTo(new Removing.NotOurs(unmarked, true));
        DirectoryEntry elsewhere = cname("r1", "elsewhere.example", MARK);
        assertThat(removing(KNOWN, true, elsewhere)).isEqualTo(new Removing.NotOurs(elsewhere, false));
        DirectoryEntry other = cname("r2", TUNNEL, MARK);
        assertThat(removing(KNOWN, true, other)).isEqualTo(new Removing.NotOurs(other, true));
    }

    @Test
    void gone_is_gone() {
        assertThat(removing(KNOWN, true)).isEqualTo(new Removing.Gone());
        assertThat(removing(KNOWN, true, TXT)).isEqualTo(new Removing.Gone());
        assertThat(removing(NOTHING, false, cname("r9", "elsewhere.example", ""))).isEqualTo(new Removing.Gone());
    }

    @Test
    void an_interrupted_write_is_removed_and_nothing_else() {
        assertThat(removing(NOTHING, true, OURS)).isEqualTo(new Removing.Remove("r1"));
        assertThat(removing(NOTHING, false, OURS)).isEqualTo(new Removing.NotOurs(OURS, true));
        DirectoryEntry unmarked = cname("r1", TUNNEL, "mine");
        assertThat(removing(NOTHING, true, unmarked)).isEqualTo(new Removing.NotOurs(unmarked, true));
    }
}
