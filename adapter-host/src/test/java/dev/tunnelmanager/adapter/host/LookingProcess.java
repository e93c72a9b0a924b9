package dev.tunnelmanager.adapter.host;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;

/** Looks at the network of the namespace that it is started in, and says what it sees, one thing a line. */
final class LookingProcess {

    /** Runs it. */
    public static void main(String[] args) {
        var sight = new LinuxHostNetwork(List.of(InetSocketAddress.createUnresolved("edge.example.com", 7844),
                InetSocketAddress.createUnresolved(args[0], Integer.parseInt(args[1]))), new Random()).look();
        System.out.println(sight.route() + " " + sight.resolver() + " " + sight.edge());
        System.out.println(String.join(" ", sight.evidence()));
    }

    private LookingProcess() {}
}
