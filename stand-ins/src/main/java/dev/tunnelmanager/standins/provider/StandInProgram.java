package dev.tunnelmanager.standins.provider;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Runs the stand-in as a program of its own, for tests in other languages. Arguments in pairs: {@code --port 0}, and as often
 * as wanted {@code --zone example.com} (or {@code example.com=ACCOUNT}), {@code --token VALUE}, {@code --tunnel ID}. When it is
 * ready it prints the API's address as one line on standard output.
 */
public final class StandInProgram {

    private StandInProgram() {}

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = List.of(arguments);
        if (words.size() % 2 != 0) {
            throw new IllegalArgumentException("Arguments come in pairs: " + words);
        }
        int at = words.indexOf("--port");
        StandInProvider provider = StandInProvider.start(at < 0 ? 0 : Integer.parseInt(words.get(at + 1)));
        for (int i = 0; i < words.size(); i += 2) {
            add(provider, words.get(i), words.get(i + 1));
        }
        System.out.println(provider.api());
        new CountDownLatch(1).await();
    }

    private static void add(StandInProvider provider, String option, String value) {
        switch (option) {
            case "--port" -> {
                // Read before anything else.
            }
            case "--zone" -> {
                String[] parts = value.split("=", 2);
                StandInZone zone = StandInZone.active(parts[0]);
                provider.with(parts.length == 2 ? zone.inAccount(parts[1]) : zone);
            }
            case "--token" -> provider.with(StandInToken.full(value));
            case "--tunnel" -> provider.withTunnel(value, StandInZone.ACCOUNT);
            default -> throw new IllegalArgumentException("Unknown option " + option);
        }
    }
}
