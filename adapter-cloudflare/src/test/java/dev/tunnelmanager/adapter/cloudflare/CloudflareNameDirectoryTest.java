package dev.tunnelmanager.adapter.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.contracts.NameDirectoryContract;
import dev.tunnelmanager.contracts.NameDirectoryWorld;
import dev.tunnelmanager.domain.hostname.HostnamePattern;
import dev.tunnelmanager.ports.driven.NameDirectory;
import dev.tunnelmanager.standins.provider.Fault;
import dev.tunnelmanager.standins.provider.StandInProvider;
import dev.tunnelmanager.standins.provider.StandInToken;
import dev.tunnelmanager.standins.provider.StandInZone;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The port's contract, with every request checked against the provider's schema. */
class CloudflareNameDirectoryTest implements NameDirectoryContract {

    private final List<CloudflareWorld> worlds = new ArrayList<>();

    @Override
    public NameDirectoryWorld world() {
        StandInProvider provider = StandInProvider.start(0).with(Fixtures.STAND_IN_ZONE)
                .with(StandInZone.active("example.org")).with(StandInToken.full(Fixtures.TOKEN));
        FakeTime time = new FakeTime();
        CloudflareWorld world = new CloudflareWorld(provider,
                new CloudflareNameDirectory(Fixtures.settings(provider.api()), time, time));
        worlds.add(world);
        return world;
    }

    @AfterEach
    void every_request_was_valid() {
        for (CloudflareWorld world : worlds) {
            world.cloudflare.close();
            world.provider.close();
            assertThat(world.provider.violations()).isEmpty();
        }
    }

    private record CloudflareWorld(StandInProvider provider,
            CloudflareNameDirectory cloudflare) implements NameDirectoryWorld {

        @Override
        public NameDirectory directory() {
            return cloudflare;
        }

        @Override
        public String tunnelContent() {
            return Fixtures.TARGET;
        }

        @Override
        public String plant(HostnamePattern at, String type, String content, String mark) {
            return provider.plant("example.com", type, at.text(), content, mark);
        }

        @Override
        public void changeContent(String id, String content) {
            provider.edit(id, "content", content);
        }

        @Override
        public void changeMark(String id, String mark) {
            provider.edit(id, "comment", mark);
        }

        @Override
        public void takeAway(String id) {
            provider.removeRecord("example.com", id);
        }

        @Override
        public void trouble(Trouble kind) {
            switch (kind) {
                case UNAVAILABLE -> provider.failFromNowOn(Fault.page(502));
                case DENIED -> provider.revoke(Fixtures.TOKEN);
                case SILENT_AFTER_CHANGE -> provider.fallSilentWithNextWrite(true);
                case SILENT_BEFORE_CHANGE -> provider.fallSilentWithNextWrite(false);
            }
        }

        @Override
        public void mend() {
            provider.mend();
            provider.with(StandInToken.full(Fixtures.TOKEN));
        }

        @Override
        public int changes() {
            return (int) provider.effects();
        }
    }
}
