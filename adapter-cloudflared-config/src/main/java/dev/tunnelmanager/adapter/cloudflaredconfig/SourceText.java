package dev.tunnelmanager.adapter.cloudflaredconfig;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A text that gives back exactly the bytes that it was made of, and knows its lines. Offsets count chars and leave a byte order
 * mark out. A line ends with LF, CR LF or CR, as in YAML.
 */
final class SourceText {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** A piece of text that takes the place of another. */
    record Splice(int start, int end, String replacement) {}

    private final boolean marked;
    private final String chars;
    private final int[] lineStarts;
    private final int[] charOfCodePoint;

    private SourceText(boolean marked, String chars) {
        this.marked = marked;
        this.chars = chars;
        this.lineStarts = lineStarts(chars);
        this.charOfCodePoint = charOfCodePoint(chars);
    }

    /** Decodes UTF-8 strictly, so that encoding again yields the same bytes. */
    static SourceText decode(byte[] bytes) throws NotEditable {
        CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = strict.decode(in, out, true);
        out.flip();
        SourceText text = ofChars(out.toString());
        if (result.isError()) {
            throw new UndecodableText(text, bytes[in.position()] & 0xFF).asNotEditable();
        }
        return text;
    }

    private record UndecodableText(SourceText before, int octet) {
        NotEditable asNotEditable() {
            int line = before.line(before.length());
            return new NotEditable(-1,
                    String.format("Line %d, column %d holds the byte 0x%02X, which is not UTF-8.", line + 1,
                            before.column(before.length()) + 1, octet),
                    "Save the file as UTF-8 and look at line " + (line + 1) + ".");
        }
    }

    private static SourceText ofChars(String decoded) {
        boolean marked = !decoded.isEmpty() && decoded.charAt(0) == BYTE_ORDER_MARK;
        return new SourceText(marked, marked ? decoded.substring(1) : decoded);
    }

    byte[] bytes() {
        byte[] body = chars.getBytes(StandardCharsets.UTF_8);
        if (!marked) {
            return body;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(body.length + 3);
        all.writeBytes(String.valueOf(BYTE_ORDER_MARK).getBytes(StandardCharsets.UTF_8));
        all.writeBytes(body);
        return all.toByteArray();
    }

    String chars() {
        return chars;
    }

    int length() {
        return chars.length();
    }

    /** Returns the char at {@code offset}, or NUL past the end. */
    char at(int offset) {
        return offset < chars.length() ? chars.charAt(offset) : '\0';
    }

    /** Translates an index in code points, as the YAML parser counts, into an offset. */
    int offsetOfCodePoint(int index) {
        return charOfCodePoint.length == 0 ? Math.min(index, chars.length())
                : charOfCodePoint[Math.min(index, charOfCodePoint.length - 1)];
    }

    int lines() {
        return lineStarts.length;
    }

    /** Returns the number, from 0, of the line on which {@code offset} lies. */
    int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found : -found - 2;
    }

    int lineStart(int line) {
        return lineStarts[line];
    }

    /** Returns where the next line starts, or the end of the text. */
    int lineStop(int line) {
        return line + 1 < lineStarts.length ? lineStarts[line + 1] : chars.length();
    }

    /** Returns the end of the line without its line break. */
    int lineEnd(int line) {
        int end = lineStop(line);
        while (end > lineStarts[line] && isBreak(chars.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** Returns the column, from 0, in code points. */
    int column(int offset) {
        return chars.codePointCount(lineStarts[line(offset)], offset);
    }

    /** Returns whether only spaces and tabs stand before {@code offset} on its line. */
    boolean isFirstOnLine(int offset) {
        return chars.substring(lineStarts[line(offset)], offset).isBlank();
    }

    boolean isBlankLine(int line) {
        return chars.substring(lineStart(line), lineEnd(line)).isBlank();
    }

    boolean isCommentLine(int line) {
        return chars.substring(lineStart(line), lineEnd(line)).stripLeading().startsWith("#");
    }

    /** Returns whether nothing but a comment follows on the line. */
    boolean isRestOfLineFree(int offset) {
        String rest = chars.substring(offset, lineEnd(line(offset)));
        return rest.isBlank() || (Character.isWhitespace(rest.charAt(0)) && rest.stripLeading().startsWith("#"));
    }

    /** Returns the line break that new lines beside {@code line} shall have: the nearest above it, else the first of the text. */
    String lineBreak(int line) {
        for (int i = Math.min(line, lineStarts.length - 1); i >= 0; i--) {
            if (lineEnd(i) < lineStop(i)) {
                return chars.substring(lineEnd(i), lineStop(i));
            }
        }
        return lineEnd(0) < lineStop(0) ? chars.substring(lineEnd(0), lineStop(0)) : "\n";
    }

    /** Returns this text with the pieces replaced; they must not overlap. */
    SourceText with(List<Splice> splices) {
        StringBuilder next = new StringBuilder(chars.length() + 200);
        int done = 0;
        for (Splice splice : splices.stream().sorted((a, b) -> Integer.compare(a.start(), b.start())).toList()) {
            if (splice.start() < done) {
                throw new IllegalArgumentException("Overlapping splices at " + splice.start());
            }
            next.append(chars, done, splice.start()).append(splice.replacement());
            done = splice.end();
        }
        return new SourceText(marked, next.append(chars, done, chars.length()).toString());
    }

    static boolean isBreak(char c) {
        return c == '\n' || c == '\r';
    }

    private static int[] lineStarts(String chars) {
        int[] starts = new int[16];
        int count = 1;
        for (int i = 0; i < chars.length(); i++) {
            char c = chars.charAt(i);
            if (c == '\n' || (c == '\r' && !(i + 1 < chars.length() && chars.charAt(i + 1) == '\n'))) {
                if (count == starts.length) {
                    starts = Arrays.copyOf(starts, count * 2);
                }
                starts[count++] = i + 1;
            }
        }
        return Arrays.copyOf(starts, count);
    }

    private static int[] charOfCodePoint(String chars) {
        int codePoints = chars.codePointCount(0, chars.length());
        if (codePoints == chars.length()) {
            return new int[0];
        }
        int[] offsets = new int[codePoints + 1];
        int offset = 0;
        for (int i = 0; i < codePoints; i++) {
            offsets[i] = offset;
            offset += Character.charCount(chars.codePointAt(offset));
        }
        offsets[codePoints] = offset;
        return offsets;
    }
}
