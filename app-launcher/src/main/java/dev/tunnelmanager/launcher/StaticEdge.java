package dev.tunnelmanager.launcher;

import dev.tunnelmanager.launcher.config.Configuration.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The edge that a connector is told to dial by its own arguments, {@code --edge HOST:PORT} or {@code --edge=HOST:PORT}, as often as
 * there are addresses. Such a connector goes nowhere else, so nothing else tells whether it can reach its edge.
 */
final class StaticEdge {

    private static final String OPTION = "--edge";
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^\\[\\]:]+)):(\\d{1,5})");

    /** Returns the addresses among {@code arguments}, in their order; what is no address is left to the connector to refuse. */
    static List<Address> in(List<String> arguments) {
        List<Address> found = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals(OPTION) && i + 1 < arguments.size()) {
                add(arguments.get(i + 1), found);
            } else if (argument.startsWith(OPTION + "=")) {
                add(argument.substring(OPTION.length() + 1), found);
            }
        }
        return found;
    }

    private static void add(String text, List<Address> found) {
        Matcher address = ADDRESS.matcher(text);
        if (address.matches() && Integer.parseInt(address.group(3)) <= 65_535) {
            found.add(new Address(address.group(1) == null ? address.group(2) : address.group(1),
                    Integer.parseInt(address.group(3))));
        }
    }

    private StaticEdge() {}
}
