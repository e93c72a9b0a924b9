package dev.tunnelmanager.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ProcAddressProperties {

    @Property
    void the_text_means_the_address_in_either_byte_order(@ForAll("addresses") byte[] octets,
            @ForAll boolean littleEndian) throws UnknownHostException {
        ByteOrder order = littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer memory = ByteBuffer.wrap(octets).order(order);
        StringBuilder printed = new StringBuilder();
        while (memory.hasRemaining()) {
            printed.append(HexFormat.of().withUpperCase().toHexDigits(memory.getInt()));
        }
        String text = ProcAddress.text(printed.toString(), order);
        assertThat(InetAddress.getAllByName(text)).containsExactly(InetAddress.getByAddress(octets));
        assertThat(text).doesNotContain(":::").matches("[0-9a-f:.]+");
    }

    /** Many zeros, so that there is something to shorten. */
    @Provide
    Arbitrary<byte[]> addresses() {
        Arbitrary<Byte> octet = Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just((byte) 0)),
                Tuple.of(1, Arbitraries.bytes()));
        return Arbitraries.of(4, 16).flatMap(size -> octet.array(byte[].class).ofSize(size));
    }

    /** The cases of RFC 5952 sections 4 and 5. */
    @Example
    void writes_ipv6_in_the_one_usual_way() {
        assertThat(text("20010db8000000000000000000000001")).isEqualTo("2001:db8::1");
        assertThat(text("20010db8000000010001000100010001")).isEqualTo("2001:db8:0:1:1:1:1:1");
        assertThat(text("20010000000000010000000000000001")).isEqualTo("2001:0:0:1::1");
        assertThat(text("20010db8000000000001000000000001")).isEqualTo("2001:db8::1:0:0:1");
        assertThat(text("00000000000000000000000000000000")).isEqualTo("::");
        assertThat(text("00000000000000000000000000000001")).isEqualTo("::1");
        assertThat(text("fe800000000000000000000000000000")).isEqualTo("fe80::");
        assertThat(text("0000000000000000ffffffff00000000")).isEqualTo("::ffff:ffff:0:0");
        assertThat(text("00000000000000000000ffffc0a80102")).isEqualTo("192.168.1.2");
    }

    private static String text(String hex) {
        return ProcAddress.text(hex, ByteOrder.BIG_ENDIAN);
    }
}
