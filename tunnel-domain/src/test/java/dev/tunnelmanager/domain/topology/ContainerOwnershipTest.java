package dev.tunnelmanager.domain.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.port.PortNumber;
import dev.tunnelmanager.domain.port.ServiceHint;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whose a container without labels is, by the beginning of its name. */
class ContainerOwnershipTest {

    private static boolean owns(String asking, String container, String... known) {
        return new ContainerOwnership(new TargetRequest(new ProjectName(asking), PortNumber.of(5000), ServiceHint.NONE,
                Arrays.stream(known).map(ProjectName::new).collect(Collectors.toSet()), Map.of(), Set.of()))
                .isOwn(new Container("id", container, Container.State.RUNNING, new Container.NetworkMode.Networks(),
                        List.of(), List.of(), List.of(),
                        new Container.Labels(Optional.empty(), Optional.empty(), Optional.empty()), false));
    }

    @Test
    void the_longest_project_that_stands_before_a_hyphen_has_it() {
        assertThat(owns("shop", "shop-admin-web-1", "shop", "blog")).isTrue();
        assertThat(owns("shop", "shop-admin-web-1", "shop", "shop-admin", "blog")).isFalse();
        assertThat(owns("shop-admin", "shop-admin-web-1", "shop", "shop-admin")).isTrue();
        assertThat(owns("shop", "shop--web", "shop", "shop-")).isFalse();
    }

    @Test
    void who_asks_need_not_be_on_record() {
        assertThat(owns("shop", "shop-web", "blog")).isTrue();
        assertThat(owns("shop", "shop-admin-web", "shop-admin")).isFalse();
    }

    @Test
    void a_name_that_only_looks_alike_is_nobodys() {
        assertThat(owns("shop", "shopping-web", "shop")).isFalse();
        assertThat(owns("shop", "shop", "shop")).isFalse();
        assertThat(owns("shop", "Shop-web", "shop")).isFalse();
        assertThat(owns("shop", "-web", "shop")).isFalse();
        assertThat(owns("shop", "my_Übung-shop-web", "shop")).isFalse();
    }
}
