package dev.tunnelmanager.adapter.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.PortFailure.Kind;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what goes wrong with an engine into failures with a kind. The one place where its status codes are read. */
final class EngineFailures {

    private static final int LONGEST_ANSWER = 300;
    private static final Pattern POSITION = Pattern.compile("(?s)\\s+at \\[Source: .*");

    static PortFailure tooSlow(EngineAddress address, String what, Duration limit, boolean changes) {
        return failure(kindOfLost(changes), address, what, "it did not answer within " + limit.toSeconds() + " s",
                null);
    }

    static PortFailure interrupted(EngineAddress address, String what, boolean changes, Throwable cause) {
        return failure(kindOfLost(changes), address, what, "the wait was interrupted", cause);
    }

    static PortFailure unexpectedlyMissing(EngineAddress address, String what) {
        return failure(Kind.UNAVAILABLE, address, what, "it answered that there is no such thing", null);
    }

    static PortFailure emptyAnswer(EngineAddress address, String what, boolean changes) {
        return failure(kindOfLost(changes), address, what, "its answer was empty", null);
    }

    static PortFailure noContainer(EngineAddress address, String nameOrId) {
        return new PortFailure(Kind.UNAVAILABLE,
                "The container engine at " + address + " has no container \"" + nameOrId + "\".",
                "List what it has with: docker -H " + address + " ps -a");
    }

    /**
     * Translates what a call has thrown.
     *
     * @param changes true if the call may have had an effect
     */
    static PortFailure translate(EngineAddress address, String what, boolean changes, Throwable thrown) {
        Optional<DockerException> answer = inChain(thrown, DockerException.class);
        if (answer.isPresent()) {
            return refused(address, what, changes, answer.get(), thrown);
        }
        Optional<SocketException> socket = inChain(thrown, SocketException.class);
        if (socket.isPresent()) {
            return notConnected(address, what, changes, socket.get(), thrown);
        }
        if (inChain(thrown, UnknownHostException.class).isPresent()) {
            return failure(Kind.UNAVAILABLE, address, what, "its host name does not resolve", thrown);
        }
        return failure(kindOfLost(changes), address, what, words(root(thrown)), thrown);
    }

    /** Returns the failure of an answer that came, and that no engine should give. */
    static PortFailure notUnderstood(EngineAddress address, String what, RuntimeException thrown) {
        return new PortFailure(Kind.UNAVAILABLE,
                "What the container engine at " + address + " answered when it was asked to " + what
                        + " is not understood (" + words(thrown) + ").",
                "Look at the engine with: docker -H " + address + " info", thrown);
    }

    private static PortFailure refused(EngineAddress address, String what, boolean changes, DockerException answer,
            Throwable thrown) {
        int status = answer.getHttpStatus();
        String problem = "it answered HTTP " + status + " (" + shortened(answer.getMessage()) + ")";
        if (status == 401 || status == 403) {
            return failure(Kind.DENIED, address, what, problem, thrown);
        }
        // A server error after an order says nothing of how far it got; a client error says that it was not begun.
        boolean lost = changes && status >= 500;
        return failure(lost ? Kind.OUTCOME_UNKNOWN : Kind.UNAVAILABLE, address, what, problem, thrown);
    }

    private static PortFailure notConnected(EngineAddress address, String what, boolean changes, SocketException socket,
            Throwable thrown) {
        String message = String.valueOf(socket.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("permission denied")) {
            return new PortFailure(Kind.DENIED,
                    problem(address, what, "this user may not open its socket"),
                    "Run as a user who may, for example a member of the group docker: sudo usermod -aG docker $USER",
                    thrown);
        }
        if (socket instanceof ConnectException || message.contains("connection refused")) {
            return notRunning(address, what, "nothing accepts connections there", thrown);
        }
        if (message.contains("no such file")) {
            return notRunning(address, what, "its socket is not there", thrown);
        }
        return failure(kindOfLost(changes), address, what,
                "the connection broke (" + shortened(socket.getMessage()) + ")",
                thrown);
    }

    private static PortFailure notRunning(EngineAddress address, String what, String why, Throwable thrown) {
        return new PortFailure(Kind.UNAVAILABLE, problem(address, what, why),
                "Start the engine, for example with: sudo systemctl start docker", thrown);
    }

    private static PortFailure failure(Kind kind, EngineAddress address, String what, String why,
            @Nullable Throwable cause) {
        return new PortFailure(kind, problem(address, what, why),
                "Look at the engine with: docker -H " + address + " info", cause);
    }

    private static String problem(EngineAddress address, String what, String why) {
        return "The container engine at " + address + " could not be asked to " + what + ": " + why + ".";
    }

    private static Kind kindOfLost(boolean changes) {
        return changes ? Kind.OUTCOME_UNKNOWN : Kind.UNAVAILABLE;
    }

    /** What an exception says, without its class and without where in an answer a parser stood. */
    private static String words(Throwable thrown) {
        return thrown instanceof NullPointerException
                ? "something is missing"
                : shortened(Optional.ofNullable(thrown.getMessage()).map(text -> POSITION.matcher(text).replaceAll(""))
                        .orElse(null));
    }

    private static String shortened(@Nullable String text) {
        String line = text == null ? "no reason given" : text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_ANSWER ? line : line.substring(0, LONGEST_ANSWER) + "…";
    }

    private static Throwable root(Throwable thrown) {
        Throwable current = thrown;
        while (current.getCause() != null) {
            current = current.getCause();
        }
        return current;
    }

    private static <T extends Throwable> Optional<T> inChain(Throwable thrown, Class<T> type) {
        for (Throwable current = thrown; current != null; current = current.getCause()) {
            if (type.isInstance(current)) {
                return Optional.of(type.cast(current));
            }
        }
        return Optional.empty();
    }

    private EngineFailures() {}
}
