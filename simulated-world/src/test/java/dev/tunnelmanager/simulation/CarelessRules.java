package dev.tunnelmanager.simulation;

import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.ports.driven.IngressRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A rule list behind an adapter that does everything right; what errs overrides one method. */
class CarelessRules implements IngressRules {

    final World world;
    final IngressRules real;

    CarelessRules(World world, IngressRules real) {
        this.world = world;
        this.real = real;
    }

    @Override
    public Look observe() {
        return real.observe();
    }

    @Override
    public EditOutcome apply(IngressEdit edit) {
        return real.apply(edit);
    }

    @Override
    public void keepAsGood(String revision, Instant runningSince) {
        real.keepAsGood(revision, runningSince);
    }

    @Override
    public Restoration restoreGood() {
        return real.restoreGood();
    }

    /** Writes the whole list, with the rules of the edit put before the last rule, wherever they belong. */
    EditOutcome write(List<IngressRule> from, IngressEdit edit) {
        List<IngressRule> next = new ArrayList<>(from);
        next.removeIf(rule -> edit.removals().stream().anyMatch(hostname -> hostname.text().equals(rule.hostname())));
        edit.puts().forEach(put -> {
            next.removeIf(rule -> rule.hostname().equals(put.hostname().text()));
            next.add(next.size() - 1, put.asRule());
        });
        world.ingress.write(next);
        world.outside.rulesWritten();
        return real.observe() instanceof Look.Seen seen ? new EditOutcome.Applied(seen.view(), true, List.of())
                : real.apply(edit);
    }
}
