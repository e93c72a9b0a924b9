package dev.tunnelmanager.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.freeze.FreezingArchRule;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules hold, are about something, and catch what they are there to catch. */
class DependencyRulesTest {

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(Rules.ROOT);

    /** The planted classes, and one real adapter, because two are needed to know each other. */
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(Rules.ROOT + ".domain.planted",
            Rules.ROOT + ".ports.planted", Rules.ROOT + ".application.planted", Rules.ROOT + ".adapter.planted",
            Rules.ROOT + ".adapter.simulation");

    private static final JavaClasses NOTHING = new ClassFileImporter().importPackages(Rules.ROOT + ".nowhere");

    @ParameterizedTest
    @EnumSource
    void holds(Rules rule) {
        rule.rule().check(PRODUCT);
    }

    @ParameterizedTest
    @EnumSource
    void is_not_satisfied_by_nothing(Rules rule) {
        assertThat(NOTHING).isEmpty();
        assertThatThrownBy(() -> rule.rule().check(NOTHING)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @EnumSource
    void catches_a_planted_violation(Rules rule) {
        assertThatThrownBy(() -> rule.rule().check(PLANTED)).isInstanceOf(AssertionError.class)
                .hasMessageContaining(".planted.Planted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"domain.hostname", "domain.ownership", "domain.topology", "domain.ingress", "domain.plan",
            "domain.route", "domain.operation", "domain.audit", "domain.refusal", "domain.port", "domain.directory",
            "domain.connector", "domain.diagnosis", "ports.driven", "ports.driving", "application", "contracts",
            "adapter.sqlite", "adapter.docker", "adapter.host", "adapter.cloudflare", "adapter.cloudflaredconfig",
            "adapter.cloudflaredruntime", "adapter.mcp", "adapter.http", "adapter.simulation", "simulation",
            "launcher"})
    void every_package_that_a_rule_is_about_exists(String name) {
        assertThat(PRODUCT.stream().filter(type -> type.getPackageName().equals(Rules.ROOT + "." + name))).isNotEmpty();
    }

    @Test
    void every_package_is_one_that_a_rule_is_about() {
        List<String> parts = List.of("domain", "ports", "application", "contracts", "adapter", "simulation", "launcher",
                "standins");
        assertThat(PRODUCT).allSatisfy(type -> assertThat(type.getPackageName().substring(Rules.ROOT.length() + 1))
                .matches("(" + String.join("|", parts) + ")(\\..*)?"));
    }

    @Test
    void what_is_planted_is_no_part_of_the_product() {
        assertThat(PRODUCT).noneMatch(type -> type.getPackageName().endsWith(".planted"));
        assertThat(Arrays.stream(Rules.values()).map(Rules::rule)).noneMatch(FreezingArchRule.class::isInstance);
    }

    @Test
    void nobody_but_the_launcher_knows_the_launcher() {
        assertThat(PRODUCT.stream().filter(type -> type.getPackageName().startsWith(Rules.ROOT + ".launcher"))
                .flatMap(type -> type.getDirectDependenciesToSelf().stream())
                .filter(use -> !use.getOriginClass().getPackageName().startsWith(Rules.ROOT + ".launcher"))).isEmpty();
    }
}
