package dev.tunnelmanager.adapter.simulation;

import dev.tunnelmanager.contracts.ChangeFeedContract;
import dev.tunnelmanager.ports.driven.ChangeFeed;
import java.util.ArrayList;
import java.util.List;

class SimulatedChangeFeedTest implements ChangeFeedContract {

    private final List<SimulatedChangeFeed> feeds = new ArrayList<>();

    @Override
    public ChangeFeed feed() {
        feeds.add(new SimulatedChangeFeed());
        return feeds.getLast();
    }

    @Override
    public void change() {
        feeds.forEach(SimulatedChangeFeed::changed);
    }
}
