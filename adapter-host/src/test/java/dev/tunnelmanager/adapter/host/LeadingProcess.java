package dev.tunnelmanager.adapter.host;

import dev.tunnelmanager.ports.driven.Leadership.Term;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Leads as it is told on standard input, and says on standard output what came of it. */
final class LeadingProcess {

    private final Path directory;
    private final FileLeadership leadership;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private Optional<Term> term = Optional.empty();

    private LeadingProcess(Path directory) {
        this.directory = directory;
        this.leadership = new FileLeadership(directory);
    }

    public static void main(String[] arguments) throws Exception {
        LeadingProcess process = new LeadingProcess(Path.of(arguments[0]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        process.out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            process.obey(line);
        }
    }

    private void obey(String line) throws Exception {
        switch (line) {
            case "try" -> {
                Optional<Term> taken = leadership.tryLead();
                if (taken.isPresent()) {
                    term = taken;
                }
                out.println(taken.isPresent() ? "leading" : "taken");
            }
            case "lead" -> {
                out.println("waiting");
                term = Optional.of(leadership.lead());
                out.println("leading");
            }
            case "close" -> {
                term.ifPresent(Term::close);
                out.println("closed");
            }
            case "count" -> {
                for (int i = 0; i < 100; i++) {
                    countOne();
                }
                out.println("counted");
            }
            default -> throw new IllegalArgumentException(line);
        }
    }

    /** Loses counts when two do it at once. */
    private void countOne() throws Exception {
        Path counter = directory.resolve("counter");
        try (Term mine = leadership.lead()) {
            int before = Integer.parseInt(Files.readString(counter));
            Files.writeString(counter, mine.holds() ? Integer.toString(before + 1) : "lost");
        }
    }
}
