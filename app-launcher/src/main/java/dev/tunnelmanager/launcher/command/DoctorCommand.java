package dev.tunnelmanager.launcher.command;

import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonValue;
import dev.tunnelmanager.domain.checkup.Checkup;
import dev.tunnelmanager.domain.checkup.Finding;
import dev.tunnelmanager.launcher.Installation;
import dev.tunnelmanager.launcher.checkup.Doctor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at every prerequisite and says what is well, what is not, and what to do. */
@Command(name = "doctor", description = {
        "Looks at everything that is needed, and says what to do where something is missing.", "",
        "Changes nothing, and needs neither a leader nor an identity. What depends on something that failed is skipped. Exit code"
                + " 1: something must be changed here; 3: something outside has failed; warnings count as 0.",
        "Example: tunnel-manager doctor --json"})
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public Integer call() throws InterruptedException {
        Checkup checkup = Doctor.examine(Installation.configuration(options.config()), System.getenv());
        if (options.json()) {
            StringBuilder line = new StringBuilder();
            json(checkup).appendTo(line);
            System.out.println(line);
        } else {
            text(checkup).forEach(System.out::println);
        }
        return switch (checkup.verdict()) {
            case WELL -> Printer.DONE;
            case TO_BE_CHANGED -> Printer.REFUSED;
            case OUTSIDE_FAILED -> Printer.FAILED;
        };
    }

    private static List<String> text(Checkup checkup) {
        List<String> lines = new ArrayList<>();
        for (Checkup.Result result : checkup.results()) {
            String name = String.format(Locale.ROOT, "%-24s ", result.check().name());
            switch (result.finding()) {
                case Finding.Pass pass -> lines.add("pass  " + name + pass.seen());
                case Finding.Warn warn -> {
                    lines.add("warn  " + name + warn.seen());
                    lines.add("      → " + warn.nextStep());
                }
                case Finding.Fail fail -> {
                    lines.add("FAIL  " + name + fail.refusal().problem() + " (" + fail.refusal().code().text() + ")");
                    lines.add("      → " + fail.refusal().recommendation());
                }
                case Finding.Skipped skipped -> lines.add("skip  " + name + "because of " + skipped.because());
            }
        }
        lines.add(switch (checkup.verdict()) {
            case WELL -> "All that is needed is there.";
            case TO_BE_CHANGED -> "Something must be changed here.";
            case OUTSIDE_FAILED -> "Something outside has failed.";
        });
        return lines;
    }

    private static JsonObject json(Checkup checkup) {
        List<JsonValue> checks = checkup.results().stream().<JsonValue>map(DoctorCommand::json).toList();
        return JsonObject.with().put("success", checkup.verdict() == Checkup.Verdict.WELL)
                .put("verdict", checkup.verdict().name().toLowerCase(Locale.ROOT)).put("checks", new JsonArray(checks))
                .build();
    }

    private static JsonObject json(Checkup.Result result) {
        JsonObject.Builder json = JsonObject.with().put("name", result.check().name());
        return switch (result.finding()) {
            case Finding.Pass pass -> json.put("status", "pass").put("finding", pass.seen()).build();
            case Finding.Warn warn -> json.put("status", "warn").put("finding", warn.seen())
                    .put("next_step", warn.nextStep()).build();
            case Finding.Fail fail -> json.put("status", "fail").put("code", fail.refusal().code().text())
                    .put("finding", fail.refusal().problem()).put("next_step", fail.refusal().recommendation()).build();
            case Finding.Skipped skipped -> json.put("status", "skipped").put("because", skipped.because()).build();
        };
    }
}
