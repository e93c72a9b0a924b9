package dev.tunnelmanager.adapter.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses written as numbers, told apart from names without asking anybody for a name. */
final class LiteralAddress {

    private static final Pattern FOUR = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}");
    private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9_.-]+)?");

    /** Returns the address that {@code text} is; empty if it is none, for example a name. */
    static Optional<InetAddress> of(String text) {
        if (!FOUR.matcher(text).matches() && !SIX.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // In brackets it can only be an address of IPv6, so that nothing is ever looked up.
            return Optional.of(InetAddress.getByName(text.contains(":") ? "[" + text + "]" : checked(text)));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    private static String checked(String four) throws UnknownHostException {
        for (String part : four.split("\\.", -1)) {
            if (Integer.parseInt(part) > 255) {
                throw new UnknownHostException(four);
            }
        }
        return four;
    }

    private LiteralAddress() {}
}
