package dev.tunnelmanager.adapter.mcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.adapter.mcp.json.JsonNumber;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.protocol.Transport.Inbound;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StdioTransportTest {

    @Test
    void reads_a_message_per_line_and_passes_over_blank_ones() throws IOException {
        assertThat(received("\n1\r\n  \n\t\r\n 2\n3", 100)).containsExactly(message(1), message(2), message(3));
    }

    @Test
    void reads_lines_that_arrive_in_pieces() throws IOException {
        String text = "\"" + "é".repeat(30_000) + "\"\n7\n";
        InputStream dribble = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 7));
            }
        };
        List<Inbound> all = all(new StdioTransport(dribble, OutputStream.nullOutputStream()));
        assertThat(all).hasSize(2).contains(message(7));
    }

    @Test
    void passes_over_a_line_beyond_the_bound_and_goes_on() throws IOException {
        List<Inbound> received = received("\"" + "x".repeat(99) + "\"\n1\n\"" + "x".repeat(98) + "\"\n", 100);
        assertThat(received.get(0)).isInstanceOfSatisfying(Inbound.Unreadable.class, unreadable -> {
            assertThat(unreadable.code()).isEqualTo(-32600);
            assertThat(unreadable.reason()).contains("100 bytes");
        });
        assertThat(received.get(1)).isEqualTo(message(1));
        assertThat(received.get(2)).isInstanceOf(Inbound.Message.class);
    }

    @Test
    void accepts_a_byte_order_mark() throws IOException {
        assertThat(received("\uFEFF1\n", 100)).containsExactly(message(1));
    }

    @Test
    void writes_each_message_in_one_piece() {
        List<String> writes = new ArrayList<>();
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes) {
                writes.add(new String(bytes, StandardCharsets.UTF_8));
            }
        };
        StdioTransport transport = new StdioTransport(InputStream.nullInputStream(), out);
        assertThat(transport.send(JsonObject.with().put("a", "x\ny").build())).isTrue();
        assertThat(writes).containsExactly("{\"a\":\"x\\ny\"}\n");
    }

    @Test
    void tells_that_the_other_side_is_gone_from_then_on() {
        List<Integer> attempts = new ArrayList<>();
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                attempts.add(b);
                throw new IOException("Broken pipe");
            }
        };
        StdioTransport transport = new StdioTransport(InputStream.nullInputStream(), closed);
        assertThat(transport.send(JsonObject.EMPTY)).isFalse();
        assertThat(transport.send(JsonObject.EMPTY)).isFalse();
        assertThat(attempts).hasSize(1);
    }

    private static Inbound message(long number) {
        return new Inbound.Message(JsonNumber.of(number));
    }

    private static List<Inbound> received(String text, int maxLine) throws IOException {
        return all(new StdioTransport(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                OutputStream.nullOutputStream(), maxLine));
    }

    private static List<Inbound> all(StdioTransport transport) throws IOException {
        List<Inbound> all = new ArrayList<>();
        Inbound next = transport.receive();
        while (!(next instanceof Inbound.End)) {
            all.add(next);
            next = transport.receive();
        }
        return all;
    }
}
