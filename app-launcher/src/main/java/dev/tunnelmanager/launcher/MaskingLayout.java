package dev.tunnelmanager.launcher;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The form of a line of the log, without whatever looks like a secret. The code that logs leaves secrets out by itself; this is for
 * what others put into their messages, stack traces included.
 */
public final class MaskingLayout extends PatternLayout {

    private static final String PATTERN = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\",UTC} %-5level %logger{0} %msg%n%rEx{12}";
    private static final String MASK = "***";
    /** What is labelled as a secret; the label stays. */
    private static final Pattern LABELLED = Pattern
            .compile("(?i)((?:token|secret|password|passwd|api[_-]?key)\"?\\s*[=:]\\s*"
                    + "\"?|\\bbearer\\s+|\\bbasic\\s+(?=[A-Za-z0-9+/=]{8}))[^\\s\",;&}]+");
    /** A tunnel token is JSON in Base64, so it begins with these letters. */
    private static final Pattern TUNNEL_TOKEN = Pattern.compile("eyJ[A-Za-z0-9_=+/.-]{16,}");
    /** An API token of the provider has forty characters; what has only hexadecimal digits is the hash of something. */
    private static final Pattern API_TOKEN = Pattern
            .compile("(?<![A-Za-z0-9_/.-])(?![0-9a-f]{40}(?![A-Za-z0-9_-]))[A-Za-z0-9_-]{40}(?![A-Za-z0-9_/.-])");

    private MaskingLayout(Context context) {
        setContext(context);
        setPattern(PATTERN);
        start();
    }

    /** Returns an encoder that writes such lines in UTF-8, started. */
    public static LayoutWrappingEncoder<ILoggingEvent> encoder(Context context) {
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(new MaskingLayout(context));
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        return masked(super.doLayout(event));
    }

    static String masked(String text) {
        String labelled = LABELLED.matcher(text).replaceAll("$1" + MASK);
        return API_TOKEN.matcher(TUNNEL_TOKEN.matcher(labelled).replaceAll(MASK)).replaceAll(MASK);
    }
}
