import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.Installation;
import dev.tunnelmanager.ports.driving.Answer;
import dev.tunnelmanager.ports.driving.ControlPlane;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How long the tools that only look take, at 100, 1,000 and 10,000 hostnames: through the packaged {@code mcp} process and its
 * pipes, to the last byte of the answer, and in this process through the {@code ControlPlane} that an embedding program has.
 *
 * <p>A project sees its own ten hostnames and ports; the meta-supervisor sees all, a page of 1,000 at a time. No connector runs, so
 * {@code tunnel_get_status} is what our own side of it takes: the connector's pages are an outside part.
 */
final class Reads {

    private static final List<String> TOOLS = List.of("tunnel_list_cnames", "tunnel_get_status", "port_list",
            "tunnel_list_domains");
    private static final int UNCOUNTED = 300;
    private static final int COUNTED = 600;

    public static void main(String[] arguments) throws Exception {
        List<Integer> sizes = arguments.length == 0 ? List.of(100, 1_000, 10_000)
                : Arrays.stream(arguments).map(Integer::parseInt).toList();
        for (int size : sizes) {
            try (Filled filled = Filled.with(size)) {
                String aim = size == 10_000 ? "p99 below 5 ms" : "";
                throughPipes(filled, size, Filled.project(size / 2), aim);
                throughPipes(filled, size, "", aim);
                inProcess(filled, size, aim);
            }
        }
    }

    private static void throughPipes(Filled filled, int size, String project, String aim) throws Exception {
        try (Supervisor supervisor = Supervisor.start(filled.folder(), project)) {
            if (!project.isEmpty()) {
                for (String tool : TOOLS) {
                    ask(supervisor, tool, "{}", size + " hostnames, `" + tool + "` for a project", COUNTED, aim);
                }
                return;
            }
            String meta = size + " hostnames, for meta, ";
            ask(supervisor, "tunnel_list_cnames", "{\"limit\":100}", meta + "first 100 of `tunnel_list_cnames`", COUNTED,
                    aim);
            ask(supervisor, "tunnel_list_cnames",
                    "{\"limit\":100,\"domain\":\"" + Filled.ZONE + "\",\"after\":\"" + Filled.hostname(size / 2 - 1)
                            + "\"}",
                    meta + "100 from the middle of `tunnel_list_cnames` in one domain", COUNTED, aim);
            ask(supervisor, "port_list", "{\"limit\":100}", meta + "first 100 of `port_list`", COUNTED, aim);
            ask(supervisor, "tunnel_list_cnames", "{}", meta + "a page of `tunnel_list_cnames` (1,000 at most)",
                    COUNTED / 4, "");
            ask(supervisor, "port_list", "{}", meta + "a page of `port_list` (1,000 at most)", COUNTED / 4, "");
            ask(supervisor, "tunnel_get_status", "{}", meta + "`tunnel_get_status`", COUNTED, aim);
            ask(supervisor, "tunnel_list_cnames", "{\"limit\":100000}", meta + "all of `tunnel_list_cnames` at once",
                    Math.max(30, 30_000 / size), "");
        }
    }

    private static void ask(Supervisor supervisor, String tool, String arguments, String what, int times, String aim)
            throws Exception {
        int[] length = new int[1];
        double[] took = Figures.repeated(times / 2, times, () -> length[0] = supervisor.call(tool, arguments));
        Figures.latency(what + ", pipes, answer of " + size(length[0]), took, aim);
    }

    private static String size(int bytes) {
        return bytes < 100_000 ? bytes + " bytes" : Figures.megabytes(bytes);
    }

    private static void inProcess(Filled filled, int size, String aim) throws Exception {
        Verdict<ControlPlane> opened = Installation.open(Optional.of(filled.folder().resolve("tunnel-manager.yml")),
                Installation.Role.ASKING);
        if (!(opened instanceof Verdict.Granted<ControlPlane> granted)) {
            throw new IllegalStateException(opened.toString());
        }
        try (ControlPlane plane = granted.value()) {
            ControlPlane.Caller project = new ControlPlane.Caller(
                    new Actor.Project(new ProjectName(Filled.project(size / 2))), Optional.empty());
            ControlPlane.Caller meta = new ControlPlane.Caller(new Actor.Meta(), Optional.empty());
            String where = size + " hostnames, in-process, ";
            measure(where + "`hostnames` for a project", aim, UNCOUNTED, COUNTED,
                    () -> plane.hostnames(project, Optional.empty(), Optional.empty()));
            measure(where + "`status` for a project", aim, UNCOUNTED, COUNTED, () -> plane.status(project));
            measure(where + "`ports` for a project", aim, UNCOUNTED, COUNTED,
                    () -> plane.ports(project, Optional.empty()));
            measure(where + "`zones` for a project", aim, UNCOUNTED, COUNTED, () -> plane.zones(project, false));
            measure(where + "`hostnames` of all, for meta", "", 20, Math.max(60, COUNTED * 1_000 / (1_000 + size)),
                    () -> plane.hostnames(meta, Optional.empty(), Optional.empty()));
        }
    }

    private interface Asked {
        Answer<?> now();
    }

    private static void measure(String what, String aim, int uncounted, int counted, Asked asked) throws Exception {
        Figures.latency(what, Figures.repeated(uncounted, counted, () -> {
            if (!(asked.now() instanceof Answer.Done)) {
                throw new IllegalStateException(what + " was refused");
            }
        }), aim);
    }
}
