package dev.tunnelmanager.launcher.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A project with a service, whose supervisor is started again when it is killed, and then asks again for what it wanted. */
final class Tenant {

    /** The pipes of a process that is being killed break before it is gone. */
    private static final long END_WITHIN_SECONDS = 5;

    /** An operation may wait for one roll and be part of the next; on a busy machine each start of a replica takes long. */
    private static final Duration OPERATION_LIMIT = Duration.ofMinutes(3);

    private final Bench bench;
    private final String project;
    private final int port;
    private volatile Supervisor supervisor;

    Tenant(Bench bench, String project, int port) throws IOException {
        this.bench = bench;
        this.project = project;
        this.port = port;
        this.supervisor = bench.supervisor(project, Era.MODERN);
        supervisor.structured("port_allocate", "port", port);
    }

    /** Returns the supervisor that runs now. */
    Supervisor supervisor() {
        return supervisor;
    }

    /** Publishes so many hostnames at once, asks one of them, and withdraws them all at once. */
    void comeAndGo(int first, int count) throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            names.add(project + "-" + i);
        }
        publish(names);
        assertThat(bench.ask(names.getFirst() + "." + Bench.ZONE).status()).as("%s is public", names).isEqualTo(200);
        withdraw(names);
    }

    void publish(List<String> names) throws Exception {
        each(names, name -> supervisor.begin("tunnel_request_cname", "subdomain", name, "targetPort", port), "");
    }

    void withdraw(List<String> names) throws Exception {
        each(names, name -> supervisor.begin("tunnel_delete_cname", "hostname", name + "." + Bench.ZONE),
                "hostname_not_found");
    }

    private interface Call {
        CompletableFuture<JsonNode> begin(String name) throws IOException;
    }

    /** Makes a call for each name until each has come true or is refused with the code that says that it is true already. */
    private void each(List<String> names, Call call, String already) throws Exception {
        List<String> left = List.copyOf(names);
        for (int attempt = 1; !left.isEmpty(); attempt++) {
            assertThat(attempt).as("attempts at %s: %s", left, supervisor.errors()).isLessThan(20);
            Supervisor asked = supervisor;
            try {
                left = once(left, call, already);
            } catch (IOException | AssertionError | CompletionException broken) {
                if (!asked.process().waitFor(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                    throw broken;
                }
                supervisor = bench.supervisor(project, Era.MODERN);
            }
        }
    }

    private List<String> once(List<String> names, Call call, String already) throws Exception {
        List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
        for (String name : names) {
            answers.add(call.begin(name));
        }
        List<String> left = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            JsonNode answer = settled(supervisor.result(answers.get(i)).path("structuredContent"));
            String code = answer.path("code").asText();
            if (code.equals("hostname_busy")) {
                // What a supervisor asked for that is gone still goes on.
                left.add(names.get(i));
            } else if (!answer.path("success").asBoolean() && (code.isEmpty() || !code.equals(already))) {
                throw new IllegalStateException(names.get(i) + ": " + answer);
            }
        }
        return left;
    }

    private JsonNode settled(JsonNode answer) throws Exception {
        JsonNode last = answer;
        while (last.path("pending").asBoolean()) {
            String operation = last.path("operation_id").asText();
            Eventually.holds("operation " + operation + " ends", OPERATION_LIMIT, () -> isOver(operation));
            last = supervisor.structured("tunnel_get_operation", "operationId", operation);
        }
        return last;
    }

    private boolean isOver(String operation) throws IOException {
        return !supervisor.structured("tunnel_get_operation", "operationId", operation).path("pending").asBoolean();
    }
}
