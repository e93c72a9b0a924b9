import dev.tunnelmanager.adapter.cloudflaredconfig.BackupPolicy;
import dev.tunnelmanager.adapter.cloudflaredconfig.CloudflaredIngressFile;
import dev.tunnelmanager.domain.connector.ConnectorKind;
import dev.tunnelmanager.domain.connector.ConnectorObservation;
import dev.tunnelmanager.domain.connector.Replica;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.domain.ingress.IngressEdit;
import dev.tunnelmanager.domain.ingress.IngressRule;
import dev.tunnelmanager.domain.ingress.OriginService;
import dev.tunnelmanager.domain.ingress.OwnRule;
import dev.tunnelmanager.domain.plan.DirectorySight;
import dev.tunnelmanager.domain.plan.Observed;
import dev.tunnelmanager.domain.plan.Plan;
import dev.tunnelmanager.domain.plan.Planner;
import dev.tunnelmanager.domain.plan.RouteSight;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.domain.route.Route;
import dev.tunnelmanager.domain.topology.ConnectorPlace;
import dev.tunnelmanager.domain.topology.TargetDecision;
import dev.tunnelmanager.ports.driven.IngressRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How long it takes to read a config file of 10,000 rules, to edit it, backup and forcing to the disk included, and to plan. No
 * program of the connector's is asked whether the result is good.
 */
final class Edits {

    private static final int RULES = 10_000;
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_000L);

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("tunnel-manager-benchmark");
        try {
            Path config = folder.resolve("config.yml");
            Files.writeString(config, Filled.config(RULES));
            CloudflaredIngressFile file = new CloudflaredIngressFile(config, BackupPolicy.files(folder), Optional.empty(),
                    Filled.clock());
            Figures.spread("config.yml of " + RULES + " rules (" + Figures.megabytes(Files.size(config)) + "): read",
                    Figures.repeated(10, 30, () -> rules(file)), "");
            edit(file, 1);
            edit(file, 20);
            List<IngressRule> rules = rules(file);
            for (int routes : List.of(1, 20, RULES)) {
                Observed observed = observed(rules, routes);
                Figures.spread("plan for " + routes + (routes == 1 ? " hostname" : " hostnames") + " at " + RULES
                        + " rules", Figures.repeated(10, 30, () -> planned(observed, routes)), "");
            }
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        }
    }

    private static List<IngressRule> rules(CloudflaredIngressFile file) {
        return file.observe() instanceof IngressRules.Look.Seen seen ? seen.view().rules() : fail("cannot be read");
    }

    private static void edit(CloudflaredIngressFile file, int rules) throws Exception {
        List<OwnRule> puts = new ArrayList<>();
        Set<HostnamePattern> removals = new HashSet<>();
        Map<HostnamePattern, Set<OriginService>> mine = new HashMap<>();
        for (int i = 0; i < rules; i++) {
            HostnamePattern hostname = HostnamePattern.of("service-" + (300 * i) + "-new." + Filled.ZONE);
            OriginService service = new OriginService("http://localhost:" + (20_000 + i));
            puts.add(new OwnRule(hostname, service, true));
            removals.add(hostname);
            mine.put(hostname, Set.of(service));
        }
        int repetitions = 15;
        double[] put = new double[repetitions];
        double[] removed = new double[repetitions];
        for (int i = -5; i < repetitions; i++) {
            double toPut = Figures.repeated(0, 1, () -> applied(file, new IngressEdit(puts, Set.of(), mine)))[0];
            double toRemove = Figures.repeated(0, 1, () -> applied(file, new IngressEdit(List.of(), removals, mine)))[0];
            if (i >= 0) {
                put[i] = toPut;
                removed[i] = toRemove;
            }
        }
        String many = rules == 1 ? " rule" : " rules at once";
        Figures.spread("config.yml of " + RULES + " rules: put " + rules + many, put, "");
        Figures.spread("config.yml of " + RULES + " rules: remove " + rules + many, removed, "");
    }

    private static void applied(CloudflaredIngressFile file, IngressEdit edit) {
        if (!(file.apply(edit) instanceof IngressRules.EditOutcome.Applied applied) || !applied.changed()) {
            fail("cannot be edited");
        }
    }

    /** As the leader sees it: everything stands as it should, except for one hostname, which is to come. */
    private static Observed observed(List<IngressRule> rules, int routes) {
        List<RouteSight> sights = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            Route route = i == 0
                    ? Filled.route(1, RULES, NOW).withRule(List.of(), NOW).withoutRecord(NOW)
                    : Filled.route(i + 1, i, NOW);
            sights.add(new RouteSight(route, Optional.of(new TargetDecision.Chosen(route.target().orElseThrow())),
                    i == 0 ? new DirectorySight.Seen(List.of()) : new DirectorySight.NotNeeded()));
        }
        Replica replica = new Replica("127.0.0.1:20241", Optional.of("id"), 4, Optional.of(NOW), 0,
                Optional.of(List.copyOf(rules)), false);
        return new Observed(sights, Verdict.granted(rules), new ConnectorObservation.Found(ConnectorKind.PROCESS,
                new ConnectorPlace.OnHost(), List.of(replica, replica), 2), "managed-by=tunnel-manager;i=0123abcd");
    }

    private static void planned(Observed observed, int routes) {
        Plan plan = Planner.plan(observed);
        if (plan.edit().puts().size() != 1 || plan.targets().size() != routes) {
            fail("is not planned as it should be");
        }
    }

    private static <T> T fail(String how) {
        throw new IllegalStateException("The config file " + how);
    }
}
