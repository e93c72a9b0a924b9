package dev.tunnelmanager.application;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The threads of the platform. */
final class RealThreads implements Threads {

    @Override
    public Started start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return new Started() {
            @Override
            public void interrupt() {
                thread.interrupt();
            }

            @Override
            public void join(Duration atMost) throws InterruptedException {
                thread.join(atMost.toMillis());
            }
        };
    }

    @Override
    public boolean await(CountDownLatch signal, Duration atMost) throws InterruptedException {
        return signal.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
}
