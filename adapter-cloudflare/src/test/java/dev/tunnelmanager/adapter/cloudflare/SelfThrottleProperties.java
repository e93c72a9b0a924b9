package dev.tunnelmanager.adapter.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SelfThrottleProperties {

    @Property(tries = 200)
    void never_exceeds_its_rate_in_any_window(@ForAll List<@IntRange(max = 2000) Integer> gaps) throws Exception {
        FakeTime clock = new FakeTime();
        SelfThrottle throttle = new SelfThrottle(3, 5, clock, clock);
        List<Duration> entered = new ArrayList<>();
        for (int gap : gaps) {
            clock.pass(Duration.ofMillis(gap));
            throttle.enter();
            entered.add(clock.passed());
        }
        for (int i = 8; i < entered.size(); i++) {
            // Nine calls are a burst of five and four more, which take four thirds of a second.
            assertThat(entered.get(i).minus(entered.get(i - 8))).isGreaterThanOrEqualTo(Duration.ofMillis(1333));
        }
    }
}
