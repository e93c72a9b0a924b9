package dev.tunnelmanager.adapter.cloudflaredruntime;

import dev.tunnelmanager.domain.diagnosis.ConnectorVitals;
import dev.tunnelmanager.domain.diagnosis.KeeperState;
import dev.tunnelmanager.domain.diagnosis.LogSignal;
import dev.tunnelmanager.domain.diagnosis.TrafficCounters;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.ports.driven.PortFailure;
import dev.tunnelmanager.ports.driven.Subscription;
import dev.tunnelmanager.ports.driven.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** cloudflared's keeper, its log and its {@code /metrics} page, each looked at for a few seconds at most. */
final class CloudflaredVitals implements Vitals {

    private static final Logger LOG = LoggerFactory.getLogger(CloudflaredVitals.class);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final int MOST_SIGNALS = 1_000;
    /** A connector that was told to end longer ago than this has ended: cloudflared's own limit is 3 minutes. */
    private static final Duration LONGEST_END = Duration.ofSeconds(200);

    private final List<KeeperSight> followed;
    private final Supplier<Verdict<KeeperSight>> sight;
    private final Masking masking;

    private record Chosen(Optional<KeeperSight> sight, KeeperSight.Report report) {

        static Chosen of(Verdict<KeeperSight> verdict) {
            return switch (verdict) {
                case Verdict.Granted<KeeperSight> granted -> new Chosen(Optional.of(granted.value()),
                        granted.value().report());
                case Verdict.Refused<KeeperSight> refused -> none(refused.refusal().problem());
            };
        }

        static Chosen none(String why) {
            return new Chosen(Optional.empty(), new KeeperSight.Report(KeeperState.UNKNOWN, why));
        }
    }

    /**
     * Makes them.
     *
     * @param followed those that are listened to for changes
     * @param sight chooses the keeper; may throw a failure
     * @param masking takes secrets out of what is told
     */
    CloudflaredVitals(List<KeeperSight> followed, Supplier<Verdict<KeeperSight>> sight, Masking masking) {
        this.followed = List.copyOf(followed);
        this.sight = sight;
        this.masking = masking;
    }

    @Override
    public ConnectorVitals look(Instant since) {
        CompletableFuture<Chosen> asked = begin("keeper", () -> Chosen.of(sight.get()));
        Chosen chosen = await(asked).orElseGet(() -> Chosen.none(why(asked)));
        KeeperSight.Report keeper = chosen.report();
        if (chosen.sight().isEmpty()) {
            return new ConnectorVitals(keeper.state(), line(keeper.words()), List.of(), Optional.empty());
        }
        KeeperSight seen = chosen.sight().get();
        CompletableFuture<List<LogSignal>> signals = begin("log", () -> signals(seen, since));
        CompletableFuture<Optional<TrafficCounters>> counters = begin("counters", () -> counters(seen));
        return new ConnectorVitals(keeper.state(), line(keeper.words()), await(signals).orElse(List.of()),
                await(counters).flatMap(each -> each));
    }

    @Override
    public Subscription onChange(Runnable changed) {
        List<Subscription> subscriptions = followed.stream().map(each -> each.onChange(changed)).toList();
        return () -> subscriptions.forEach(Subscription::close);
    }

    private List<LogSignal> signals(KeeperSight seen, Instant since) {
        List<LogSignal> all = seen
                .logs(since.isBefore(Instant.EPOCH.plus(LONGEST_END)) ? Instant.EPOCH : since.minus(LONGEST_END))
                .stream()
                .flatMap(text -> text.signals(since, masking).stream())
                .sorted(Comparator.comparing(LogSignal::at)).toList();
        return all.subList(Math.max(0, all.size() - MOST_SIGNALS), all.size());
    }

    private static Optional<TrafficCounters> counters(KeeperSight seen) {
        return seen.pages().stream().flatMap(addresses -> addresses.stream().map(StatusPage::metrics)
                .flatMap(Optional::stream).limit(1)).map(PrometheusText::counters)
                .reduce((a, b) -> new TrafficCounters(a.requests() + b.requests(), a.errors() + b.errors(),
                        a.concurrentRequests() + b.concurrentRequests(), a.registrations() + b.registrations()));
    }

    private static <T> CompletableFuture<T> begin(String what, Supplier<T> look) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().name("connector-" + what).start(() -> {
            try {
                result.complete(look.get());
            } catch (RuntimeException failed) {
                LOG.debug("The connector's {} could not be seen", what, failed);
                result.completeExceptionally(failed);
            }
        });
        return result;
    }

    /** Returns the result; empty if it failed, came too late or this thread was interrupted, which it then still is. */
    private static <T> Optional<T> await(CompletableFuture<T> result) {
        try {
            return Optional.of(result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException unseen) {
            return Optional.empty();
        }
    }

    private static String why(CompletableFuture<?> report) {
        if (!report.isCompletedExceptionally()) {
            return "The connector's keeper did not answer within " + PATIENCE.toSeconds() + " s.";
        }
        Throwable thrown = report.exceptionNow();
        Throwable cause = Stream.iterate(thrown, each -> each != null, Throwable::getCause)
                .filter(PortFailure.class::isInstance).findFirst().orElse(thrown);
        return cause instanceof PortFailure failure ? failure.problem()
                : "The connector's keeper could not be asked: " + cause.getMessage() + ".";
    }

    private String line(String words) {
        return masking.mask(words.replaceAll("\\s+", " ").strip());
    }
}
