package dev.tunnelmanager.adapter.mcp.json;

import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * A JSON number exactly as it was written, so that an id of any size is echoed unchanged.
 *
 * @param text a number in JSON's grammar, which the caller vouches for
 */
public record JsonNumber(String text) implements JsonValue {

    /** Numbers written longer than this are not looked at: their value is no long, or nobody writes it so. */
    private static final int LONGEST = 40;

    /** Returns a whole number. */
    public static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /** Returns the value if it is whole, however it is written ({@code 5000.0} is), and fits; empty otherwise. */
    public OptionalLong whole() {
        if (text.length() > LONGEST) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException writtenOtherwise) {
            return wholeOfDecimal();
        }
    }

    /** Returns whether the value is whole, of whatever size, as far as that can be seen without writing it out. */
    public boolean isWhole() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' || c == 'e' || c == 'E') {
                return whole().isPresent();
            }
        }
        return true;
    }

    private OptionalLong wholeOfDecimal() {
        try {
            BigDecimal decimal = new BigDecimal(text).stripTrailingZeros();
            // The bound keeps 1e999999999 from being written out.
            if (decimal.scale() > 0 || (long) decimal.precision() - decimal.scale() > 19) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(decimal.longValueExact());
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }

    @Override
    public String kind() {
        return "a number";
    }

    @Override
    public void appendTo(StringBuilder out) {
        out.append(text);
    }
}
