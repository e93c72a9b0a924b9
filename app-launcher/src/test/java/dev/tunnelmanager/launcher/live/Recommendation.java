package dev.tunnelmanager.launcher.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.port.ServiceHint;
import dev.tunnelmanager.domain.port.ServiceScheme;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.standins.engine.LiveEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Carries out what a refusal recommends, as it stands: only the words in capitals that it names itself are filled in. A tool call is
 * carried out by its meaning, as the hint that it would store.
 */
final class Recommendation {

    private static final Pattern CALL = Pattern.compile(
            "port_allocate \\{(?:\"port\":(\\d+),(?:\"container\":\"([^\"]+)\"|\"hostService\":true))?}");
    private static final Pattern COMMAND = Pattern.compile("(?s)(?:^|: )((?:docker|nohup) .*)");

    private final Refusal refusal;
    private final LiveEngine engine;
    private Optional<LiveEngine.Made> made = Optional.empty();
    private String port = "PORT";

    Recommendation(Refusal refusal, LiveEngine engine) {
        this.refusal = refusal;
        this.engine = engine;
    }

    /** Says what OPTIONS, IMAGE and COMMAND stand for. */
    Recommendation with(LiveEngine.Made how) {
        made = Optional.of(how);
        return this;
    }

    /** Says what the tool call that it names has answered with. */
    Recommendation withPort(int allocated) {
        assertThat(refusal.recommendation()).contains("port_allocate {}");
        port = Integer.toString(allocated);
        return this;
    }

    /** Runs the command in a shell; it must succeed. */
    void run() throws IOException, InterruptedException {
        Matcher command = COMMAND.matcher(refusal.recommendation());
        assertThat(command.find()).as("a command in %s", refusal).isTrue();
        String line = fillIn(command.group(1));
        LiveEngine.Said said = engine.shell(line);
        assertThat(said.exitCode()).as("%s%n%s", line, said.text()).isZero();
    }

    private String fillIn(String command) {
        boolean withoutNetwork = command.contains("OPTIONS without --network");
        String[] parts = command.split(" # ", 2);
        String line = parts[0].replace("PORT", port);
        if (line.contains("OPTIONS IMAGE COMMAND")) {
            LiveEngine.Made how = made.orElseThrow(() -> new AssertionError("Not said what to fill in: " + command));
            List<String> words = new ArrayList<>(how.options());
            if (withoutNetwork && words.contains("--network")) {
                int at = words.indexOf("--network");
                words.subList(at, at + 2).clear();
            }
            line = line.replace("OPTIONS IMAGE COMMAND",
                    Stream.of(words, List.of(how.image()), how.command()).flatMap(List::stream)
                            .map(word -> "'" + word.replace("'", "'\\''") + "'").collect(Collectors.joining(" ")));
        }
        return line + (parts.length > 1 ? " # " + parts[1] : "");
    }

    /** Returns what the tool call makes known of the service. */
    ServiceHint hint() {
        Matcher call = CALL.matcher(refusal.recommendation());
        assertThat(call.find()).as("a tool call in %s", refusal).isTrue();
        Optional<String> container = Optional.ofNullable(call.group(2));
        return new ServiceHint(container, call.group(1) != null && container.isEmpty(), ServiceScheme.HTTP, true);
    }
}
