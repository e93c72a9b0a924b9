package dev.tunnelmanager.adapter.mcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToolPagesTest {

    private final ToolRegistry tools = new Numbered(7);

    @Test
    void pages_together_show_every_tool_once_in_order() throws RpcError {
        ToolPages pages = new ToolPages(tools, 3);
        List<String> names = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonObject page = pages.page(cursor, Era.MODERN);
            assertThat(page.has("ttlMs") && page.has("cacheScope")).isTrue();
            JsonArray shown = page.require("tools", JsonArray.class, "page");
            sizes.add(shown.items().size());
            shown.items()
                    .forEach(tool -> names.add(((JsonObject) tool).require("name", JsonString.class, "tool").value()));
            cursor = page.find("nextCursor", JsonString.class, "page").map(JsonString::value);
        } while (cursor.isPresent());
        assertThat(sizes).containsExactly(3, 3, 1);
        assertThat(names).containsExactly("t0", "t1", "t2", "t3", "t4", "t5", "t6");
    }

    @Test
    void a_cursor_that_was_never_given_is_refused() {
        ToolPages pages = new ToolPages(tools, 3);
        for (String bogus : List.of("", "after-1", "after-9", "after-0", "after--3", "3", "after-3 ")) {
            assertThatThrownBy(() -> pages.page(Optional.of(bogus), Era.LEGACY)).as(bogus).isInstanceOf(RpcError.class);
        }
    }

    @Test
    void a_page_that_is_exactly_full_is_the_last() throws RpcError {
        assertThat(new ToolPages(new Numbered(3), 3).page(Optional.empty(), Era.LEGACY).has("nextCursor")).isFalse();
    }

    private record Numbered(int count) implements ToolRegistry {

        @Override
        public List<ToolDefinition> definitions() {
            List<ToolDefinition> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(new ToolDefinition("t" + i, "t", "t", JsonObject.EMPTY, JsonObject.EMPTY,
                        new ToolTraits(true, false, true, false)));
            }
            return all;
        }

        @Override
        public String instructions() {
            return "";
        }

        @Override
        public ToolResult call(String name, JsonObject arguments, ToolContext context) {
            throw new IllegalArgumentException("Only shown: " + name);
        }
    }
}
