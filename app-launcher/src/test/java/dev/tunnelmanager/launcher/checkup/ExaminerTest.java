package dev.tunnelmanager.launcher.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.checkup.Check;
import dev.tunnelmanager.domain.checkup.Checkup;
import dev.tunnelmanager.domain.checkup.Finding;
import dev.tunnelmanager.domain.refusal.RefusalCode;
import dev.tunnelmanager.launcher.checkup.Examination.Found;
import dev.tunnelmanager.ports.driven.PortFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ExaminerTest {

    private static final Examination.Look WELL = () -> Found.pass("It is well.");

    private static Examination check(String name, Examination.Look look, String... needs) {
        return Examination.of(Check.of(name, needs), RefusalCode.PROVIDER_UNAVAILABLE, look);
    }

    private static RefusalCode code(Checkup checkup, String name) {
        return checkup.results().stream().filter(result -> result.check().name().equals(name))
                .map(Checkup.Result::finding).map(Finding.Fail.class::cast).findFirst().orElseThrow().refusal().code();
    }

    @Test
    void checks_run_side_by_side() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Examination.Look meeting = () -> {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
            return Found.pass("Met.");
        };
        assertThat(Examiner.run(List.of(check("a", meeting), check("b", meeting))).verdict())
                .isEqualTo(Checkup.Verdict.WELL);
    }

    @Test
    void what_hangs_fails_in_its_time_and_holds_nothing_else_up() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Examination hanging = new Examination(Check.of("hanging"), RefusalCode.TOPOLOGY_UNAVAILABLE,
                Duration.ofMillis(50), () -> {
                    while (true) {
                        try {
                            never.await();
                        } catch (InterruptedException ignored) {
                            // It cannot be stopped either.
                            Thread.onSpinWait();
                        }
                    }
                });
        Checkup checkup = Examiner.run(List.of(hanging, check("after", WELL, "hanging"), check("other", WELL)));
        assertThat(code(checkup, "hanging")).isEqualTo(RefusalCode.TOPOLOGY_UNAVAILABLE);
        assertThat(checkup.results()).extracting(Checkup.Result::finding).element(1)
                .isEqualTo(new Finding.Skipped("hanging"));
        assertThat(checkup.verdict()).isEqualTo(Checkup.Verdict.OUTSIDE_FAILED);
    }

    @Test
    void what_is_thrown_is_told_as_what_it_means() throws Exception {
        Checkup checkup = Examiner.run(List.of(
                check("denied", () -> {
                    throw new PortFailure(PortFailure.Kind.DENIED, "No.", "Ask.");
                }),
                check("away", () -> {
                    throw new PortFailure(PortFailure.Kind.UNAVAILABLE, "Away.", "Wait.");
                }),
                Examination.of(Check.of("damaged"), RefusalCode.STATE_UNAVAILABLE, () -> {
                    throw new PortFailure(PortFailure.Kind.CORRUPT, "Damaged.", "Restore.");
                }),
                check("bug", () -> {
                    throw new IllegalStateException("Oops");
                })));
        assertThat(code(checkup, "denied")).isEqualTo(RefusalCode.PROVIDER_DENIED);
        assertThat(code(checkup, "away")).isEqualTo(RefusalCode.PROVIDER_UNAVAILABLE);
        assertThat(code(checkup, "damaged")).isEqualTo(RefusalCode.STATE_DAMAGED);
        assertThat(code(checkup, "bug")).isEqualTo(RefusalCode.INTERNAL);
    }

    @Test
    void a_check_may_bring_up_others() throws Exception {
        Checkup checkup = Examiner.run(List.of(check("zones", () -> new Found(new Finding.Pass("Two zones."),
                List.of(check("zone.a", WELL, "zones"), check("zone.b", WELL, "zones")))), check("last", WELL)));
        assertThat(checkup.results()).extracting(result -> result.check().name())
                .containsExactly("zones", "last", "zone.a", "zone.b");
    }
}
