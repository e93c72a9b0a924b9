package dev.tunnelmanager.adapter.host;

import java.time.Duration;
import java.util.List;

/** The same without events, as where the system gives no watch. */
class PollingChangeFeedTest extends FileChangeFeedTest {

    @Override
    DirectoryWatch.Means means() {
        return new DirectoryWatch.Means(false, List.of(2L, 8L));
    }

    @Override
    public Duration settling() {
        return Duration.ofMillis(400);
    }
}
