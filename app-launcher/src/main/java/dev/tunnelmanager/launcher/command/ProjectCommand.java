package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.adapter.mcp.protocol.ToolResult;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ownership.Project;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.PortRange;
import dev.tunnelmanager.domain.refusal.Refusal;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.Installation.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Projects, their limits and tokens. */
@Command(name = "project", description = {"Lists projects; sets their limits and tokens.", "",
        "Example: tunnel-manager project set shop --ports 5000-5099 --quota 10 --suffix example.com --meta"}, subcommands = {
                ProjectCommand.Set.class, ProjectCommand.Token.class, ProjectCommand.Registration.class})
final class ProjectCommand implements Callable<Integer> {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public Integer call() throws InterruptedException {
        return new ToolRun(options, Role.ASKING)
                .run((plane, caller) -> ToolRun.result(plane.projects(caller), ProjectCommand::list));
    }

    private static ToolResult list(List<Project> projects) {
        StringBuilder text = new StringBuilder("Projects (" + projects.size() + "):");
        projects.forEach(project -> text.append("\n- ").append(words(project)));
        List<JsonValue> lines = projects.stream().<JsonValue>map(ProjectCommand::json).toList();
        return ToolResult.of(text.toString(), JsonObject.with().put("success", true).put("count", projects.size())
                .put("projects", new JsonArray(lines)).build());
    }

    private static String words(Project project) {
        return project.name() + ": ports " + project.ports().map(PortRange::toString).orElse("any") + ", quota "
                + (project.quota().isPresent() ? project.quota().getAsInt() : "none") + ", suffixes "
                + (project.suffixes().isEmpty() ? "any" : String.join(" ", project.suffixes())) + ", token "
                + (project.tokenHash().isPresent() ? "set" : "none");
    }

    private static JsonObject json(Project project) {
        JsonObject.Builder json = JsonObject.with().put("name", project.name().text()).putIfPresent("ports",
                project.ports().map(PortRange::toString));
        if (project.quota().isPresent()) {
            json.put("quota", project.quota().getAsInt());
        }
        return json.put("suffixes", JsonArray.ofStrings(project.suffixes()))
                .put("token", project.tokenHash().isPresent())
                .put("created_at", project.createdAt().toString()).build();
    }

    private static ToolResult one(Project project) {
        return ToolResult.of(words(project), JsonObject.with().put("success", true).putAll(json(project)).build());
    }

    @Command(name = "set", description = {"Sets the limits of a project; what is not given is not limited.", "",
            "Example: tunnel-manager project set shop --ports 5000-5099 --quota 10 --meta"})
    static final class Set implements Callable<Integer> {
        @Mixin
        private CommonOptions options = new CommonOptions();

        @Parameters(index = "0", paramLabel = "NAME", description = "The project.")
        private String name = "";

        @Option(names = "--ports", paramLabel = "FROM-TO", description = "Its ports must lie here.")
        private @Nullable String ports;

        @Option(names = "--quota", paramLabel = "N", description = "It may hold so many hostnames.")
        private @Nullable Integer quota;

        @Option(names = "--suffix", paramLabel = "DOMAIN", description = "Its hostnames must lie here; may be repeated.")
        private List<String> suffixes = List.of();

        @Override
        public Integer call() throws InterruptedException {
            return new ToolRun(options, Role.ASKING).run((plane, caller) -> switch (limits()) {
                case Verdict.Refused<Project> refused -> ToolResult.refused(refused.refusal());
                case Verdict.Granted<Project> limits ->
                    ToolRun.result(plane.setProject(caller, limits.value()), ProjectCommand::one);
            });
        }

        private Verdict<Project> limits() {
            if (quota != null && quota < 0) {
                return invalid("The quota is " + quota + ".", "Give a quota of 0 or more.");
            }
            Verdict<Optional<PortRange>> range = ports == null ? Verdict.granted(Optional.empty()) : range(ports);
            return ProjectName.parse(name).then(known -> range.then(within -> canonical(suffixes)
                    .then(below -> Verdict.granted(new Project(known, within,
                            quota == null ? OptionalInt.empty() : OptionalInt.of(quota), below, Optional.empty(),
                            Instant.EPOCH)))));
        }

        /** Returns the suffixes as hostnames are compared with them; one that no hostname can lie below is refused. */
        private static Verdict<List<String>> canonical(List<String> written) {
            List<String> canonical = new ArrayList<>();
            for (String suffix : written) {
                switch (HostnamePattern.parse(suffix)) {
                    case Verdict.Refused<HostnamePattern> no -> {
                        return Verdict.refused(no.refusal());
                    }
                    case Verdict.Granted<HostnamePattern> known when known.value().isWildcard() -> {
                        return Verdict.refused(RefusalCode.INVALID_HOSTNAME,
                                "\"" + suffix + "\" is a wildcard, and a suffix stands for all names below it anyway.",
                                "Give it as " + known.value().base() + ".");
                    }
                    case Verdict.Granted<HostnamePattern> known -> canonical.add(known.value().text());
                }
            }
            return Verdict.granted(List.copyOf(canonical));
        }

        private static Verdict<Optional<PortRange>> range(String text) {
            Matcher matcher = RANGE.matcher(text);
            if (!matcher.matches()) {
                return invalid("\"" + text + "\" is not a range of ports.", "Give it as 5000-5099.");
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = Integer.parseInt(matcher.group(2));
            if (first > last) {
                return invalid("\"" + text + "\" does not run upwards.", "Give it as 5000-5099.");
            }
            return PortNumber.parse(first).then(from -> PortNumber.parse(last)
                    .then(to -> Verdict.granted(Optional.of(new PortRange(from, to)))));
        }

        private static <T> Verdict<T> invalid(String problem, String recommendation) {
            return Verdict.refused(new Refusal(RefusalCode.INVALID_ARGUMENT, problem, recommendation));
        }
    }

    @Command(name = "token", description = {
            "Issues a token that the project's processes must present, and prints it once.",
            "", "NAME may be meta. Example: tunnel-manager project token shop --meta"})
    static final class Token implements Callable<Integer> {
        @Mixin
        private CommonOptions options = new CommonOptions();

        @Parameters(index = "0", paramLabel = "NAME", description = "The project, or meta.")
        private String name = "";

        @Option(names = "--clear", description = "Clear the token instead.")
        private boolean clear;

        @Override
        public Integer call() throws InterruptedException {
            Verdict<ProjectName> named = name.equals(ProjectName.META.text()) ? Verdict.granted(ProjectName.META)
                    : ProjectName.parse(name);
            return new ToolRun(options, Role.ASKING).run((plane, caller) -> switch (named) {
                case Verdict.Refused<ProjectName> refused -> ToolResult.refused(refused.refusal());
                case Verdict.Granted<ProjectName> known when clear ->
                    ToolRun.result(plane.clearToken(caller, known.value()), cleared -> ToolResult.of(
                            "The token of " + cleared + " is cleared.",
                            JsonObject.with().put("success", true).put("project", cleared.text()).build()));
                case Verdict.Granted<ProjectName> known ->
                    ToolRun.result(plane.issueToken(caller, known.value()), token -> ToolResult.of(token, JsonObject
                            .with().put("success", true).put("project", known.value().text()).put("token", token)
                            .build()));
            });
        }
    }

    @Command(name = "registration", description = {"Says whether unknown projects may come into being by acting.", "",
            "Example: tunnel-manager project registration closed --meta"})
    static final class Registration implements Callable<Integer> {
        @Mixin
        private CommonOptions options = new CommonOptions();

        @Parameters(index = "0", paramLabel = "open|closed", description = "open or closed.")
        private Door door = Door.open;

        // Picocli takes the words of the command line from the names of the constants.
        enum Door {
            open, closed
        }

        @Override
        public Integer call() throws InterruptedException {
            return new ToolRun(options, Role.ASKING).run((plane, caller) -> ToolRun.result(
                    plane.setRegistrationOpen(caller, door == Door.open),
                    open -> ToolResult.of("Registration is " + (open ? "open." : "closed."),
                            JsonObject.with().put("success", true).put("open", open).build())));
        }
    }
}
