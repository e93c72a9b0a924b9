package dev.tunnelmanager.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Every driven port has a contract, and every adapter of it is tested by it. */
class ContractRulesTest {

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(Rules.ROOT);

    /** Ports without a contract of their own, and why. */
    private static final Map<String, String> WITHOUT_CONTRACT = Map.of(
            "Events", "Its two methods promise nothing that could be seen from outside: they tell and never throw.",
            "StateReader", "Had from a StateStore only, and part of StateStoreContract.",
            "StateWriter", "Had from a StateStore only, and part of StateStoreContract.",
            "Subscription", "Handed out by other ports, whose contracts close it.");

    /** Adapters that are tested by a contract other than their port's, and why it is another one. */
    private static final Map<String, String> OTHER_CONTRACT = Map.of(
            // There is never an engine, so nothing can be put into its world.
            "HostTopology", "EnginelessTopologyContract");

    /** Adapters whose contract test is named after the way in which they are tested. */
    private static final Map<String, String> OTHER_TEST = Map.of(
            // The connector is one class over three keepers; child processes are the keeper that runs everywhere.
            "CloudflaredConnector", "ProcessReplicasTest");

    private static List<JavaClass> ports() {
        return PRODUCT.stream().filter(type -> type.getPackageName().equals(Rules.ROOT + ".ports.driven"))
                .filter(type -> type.isInterface() && type.isTopLevelClass())
                .filter(type -> !type.getSimpleName().equals("package-info")).toList();
    }

    private static Optional<JavaClass> contract(String name) {
        return PRODUCT.stream().filter(type -> type.getName().equals(Rules.ROOT + ".contracts." + name)).findFirst();
    }

    /**
     * Returns the class with the port that it implements, for every class of the product that implements one. A class without a name
     * stands for nobody who looks, see {@code WatchedPorts.unseen()}. The simulated world's own are left out: they wait on the world's
     * clock, which the threads of a contract do not move, and everything else they hand on to the simulated adapters.
     */
    private static Map<JavaClass, JavaClass> adapters() {
        return PRODUCT.stream().filter(type -> !type.isInterface() && !type.isAnonymousClass())
                .filter(type -> !type.getPackageName().equals(Rules.ROOT + ".simulation"))
                .filter(type -> ports().stream().anyMatch(port -> type.getAllRawInterfaces().contains(port)))
                .collect(Collectors.toMap(type -> type, type -> ports().stream()
                        .filter(port -> type.getAllRawInterfaces().contains(port)).findFirst().orElseThrow()));
    }

    @Test
    void every_driven_port_has_a_contract_or_a_reason() {
        assertThat(ports()).extracting(JavaClass::getSimpleName).contains("StateStore", "NameDirectory", "Connector",
                "IngressRules", "Topology", "Leadership", "ChangeFeed", "Secrets", "Probes");
        Set<String> without = new TreeSet<>();
        ports().stream().map(JavaClass::getSimpleName).filter(port -> contract(port + "Contract").isEmpty())
                .forEach(without::add);
        assertThat(without).isEqualTo(new TreeSet<>(WITHOUT_CONTRACT.keySet()));
    }

    @Test
    void a_port_says_which_contract_its_adapters_pass() {
        assertThat(ports()).filteredOn(port -> !WITHOUT_CONTRACT.containsKey(port.getSimpleName()))
                .allSatisfy(port -> assertThat(Sources.below("src/main/java"))
                        .filteredOn(file -> file.endsWith("ports/driven/" + port.getSimpleName() + ".java"))
                        .singleElement().satisfies(file -> assertThat(Sources.text(file))
                                .contains(port.getSimpleName() + "Contract")));
    }

    @Test
    void no_contract_is_hollow() {
        List<JavaClass> contracts = PRODUCT.stream()
                .filter(type -> type.getPackageName().equals(Rules.ROOT + ".contracts"))
                .filter(type -> type.getSimpleName().endsWith("Contract")).toList();
        assertThat(contracts).hasSizeGreaterThan(8)
                .allSatisfy(type -> assertThat(Arrays.stream(type.reflect().getMethods())
                        .filter(method -> method.isDefault() && (method.isAnnotationPresent(Test.class)
                                || method.isAnnotationPresent(ParameterizedTest.class))))
                        .as(type.getSimpleName()).hasSizeGreaterThanOrEqualTo(4));
    }

    @Test
    void every_adapter_is_tested_by_the_contract_of_its_port() {
        Map<JavaClass, JavaClass> adapters = adapters();
        List<Path> tests = Sources.below("src/test/java");
        Set<String> tested = new TreeSet<>();
        adapters.forEach((adapter, port) -> {
            String name = adapter.getSimpleName();
            if (WITHOUT_CONTRACT.containsKey(port.getSimpleName())) {
                return;
            }
            String contract = OTHER_CONTRACT.getOrDefault(name, port.getSimpleName() + "Contract");
            String test = OTHER_TEST.getOrDefault(name, name + "Test");
            assertThat(contract(contract)).as(contract).isPresent();
            Pattern declaration = Pattern.compile("class " + test + " implements [^{]*\\b" + contract + "\\b");
            List<Path> found = tests.stream().filter(file -> Sources.typeName(file).equals(test))
                    .filter(file -> declaration.matcher(Sources.text(file)).find()).toList();
            assertThat(found).as("%s implements %s, so there must be a %s implements %s", name, port.getSimpleName(),
                    test, contract).hasSize(1);
            assertThat(tests).as("a test of %s that makes a %s", Sources.module(found.getFirst()), name)
                    .filteredOn(file -> Sources.module(file).equals(Sources.module(found.getFirst())))
                    .anyMatch(file -> Sources.text(file).matches("(?s).*\\b" + name + "\\b.*"));
            tested.add(name);
        });
        assertThat(tested).contains("SqliteStateStore", "SimulatedStateStore", "CloudflareNameDirectory",
                "DockerTopology", "CloudflaredIngressFile", "FileLeadership", "FileChangeFeed", "JdkProbes",
                "HostSecrets").containsAll(OTHER_CONTRACT.keySet()).containsAll(OTHER_TEST.keySet());
    }
}
