package dev.tunnelmanager.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.lang.ArchRule;

/** The rules of the hexagon. Each one holds for the product and is broken by something in the packages named {@code planted}. */
enum Rules {
    DOMAIN_KNOWS_ONLY_THE_JDK(classes().that().resideInAPackage(Rules.ROOT + ".domain..").should()
            .onlyDependOnClassesThat(resideInAnyPackage(Rules.ROOT + ".domain..", "java.lang..", "java.util",
                    "java.util.function", "java.util.regex", "java.util.stream", "java.time..", "java.nio.charset",
                    "java.security", "org.jspecify.annotations").or(nameMatching("java\\.net\\.(IDN|URI.*)")))),

    DOMAIN_HAS_NOTHING_AMBIENT(noClasses().that().resideInAPackage(Rules.ROOT + ".domain..").should()
            .callMethodWhere(called("java\\.time\\..*", "now"))
            .orShould().callMethodWhere(called("java\\.time\\.(Clock|InstantSource)", "system.*|tick.*"))
            .orShould()
            .callMethodWhere(called("java\\.lang\\.System", "currentTimeMillis|nanoTime|get(env|Property).*"))
            .orShould().callMethodWhere(called("java\\.util\\.UUID", "randomUUID"))
            .orShould().callMethodWhere(called("java\\.lang\\.Math", "random"))
            .orShould().callMethodWhere(called("java\\.util\\.(Locale|TimeZone)", "getDefault"))
            .orShould().callMethodWhere(called("java\\.time\\.ZoneId", "systemDefault"))
            .orShould().dependOnClassesThat().belongToAnyOf(Thread.class, Runtime.class, java.util.Random.class,
                    java.util.concurrent.ThreadLocalRandom.class, java.security.SecureRandom.class)),

    WHAT_IS_SIMULATED_HAS_NOTHING_AMBIENT(noClasses().that().resideInAnyPackage(Rules.ROOT + ".ports..",
            Rules.ROOT + ".application..", Rules.ROOT + ".adapter.simulation..", Rules.ROOT + ".simulation..").should()
            .callMethodWhere(called("java\\.time\\..*", "now"))
            .orShould().callMethodWhere(called("java\\.time\\.(Clock|InstantSource)", "system.*|tick.*"))
            .orShould().callMethodWhere(called("java\\.lang\\.System", "currentTimeMillis|nanoTime|identityHashCode"))
            .orShould().callMethodWhere(called("java\\.util\\.UUID", "randomUUID"))
            .orShould().callMethodWhere(called("java\\.lang\\.Math", "random"))
            .orShould().callConstructor(java.util.Random.class)
            .orShould().callConstructor(java.util.SplittableRandom.class)
            .orShould().dependOnClassesThat().belongToAnyOf(java.util.concurrent.ThreadLocalRandom.class,
                    java.security.SecureRandom.class)),

    ONLY_THE_LAUNCHER_KNOWS_THE_SIMULATED_WORLD(noClasses().that()
            .resideInAnyPackage(Rules.ROOT + ".domain..", Rules.ROOT + ".ports..", Rules.ROOT + ".application..",
                    Rules.ROOT + ".adapter..")
            .should().dependOnClassesThat().resideInAPackage(Rules.ROOT + ".simulation..")),

    PORTS_KNOW_THE_DOMAIN(classes().that().resideInAPackage(Rules.ROOT + ".ports..").should()
            .onlyDependOnClassesThat().resideInAnyPackage(Rules.ROOT + ".ports..", Rules.ROOT + ".domain..", "java..",
                    "org.jspecify.annotations")),

    APPLICATION_KNOWS_THE_PORTS(classes().that().resideInAPackage(Rules.ROOT + ".application..").should()
            .onlyDependOnClassesThat().resideInAnyPackage(Rules.ROOT + ".application..", Rules.ROOT + ".ports..",
                    Rules.ROOT + ".domain..", "java..", "org.jspecify.annotations")),

    ADAPTERS_KNOW_NO_INSIDE(noClasses().that().resideInAPackage(Rules.ROOT + ".adapter..").should()
            .dependOnClassesThat().resideInAnyPackage(Rules.ROOT + ".application..", Rules.ROOT + ".launcher..",
                    Rules.ROOT + ".contracts..", Rules.ROOT + ".standins..")),

    ADAPTERS_DO_NOT_KNOW_EACH_OTHER(slices().matching(Rules.ROOT + ".adapter.(*)..").should().notDependOnEachOther()),

    THE_CORE_NAMES_NO_PROVIDER(noClasses().that().resideInAnyPackage(Rules.ROOT + ".domain..", Rules.ROOT + ".ports..",
            Rules.ROOT + ".application..").should().haveNameMatching("(?i).*(cloudflare|docker|systemd|sqlite|mcp).*")),

    NOBODY_BELOW_THE_LAUNCHER_SLEEPS_OR_PRINTS(noClasses().that()
            .resideOutsideOfPackages(Rules.ROOT + ".launcher..", Rules.ROOT + ".standins..").should()
            .callMethodWhere(called("java\\.lang\\.Thread|java\\.util\\.concurrent\\.TimeUnit", "sleep"))
            .orShould().accessField(System.class, "out").orShould().accessField(System.class, "err")
            .orShould().callMethodWhere(called("java\\.lang\\.Throwable", "printStackTrace"))),

    NO_CLASS_HAS_A_NAME_THAT_SAYS_NOTHING(noClasses().that().resideInAPackage(Rules.ROOT + "..").should()
            .haveNameMatching(".*(Impl|Utils?|Helper|Base|Manager|Handler|Processor)"));

    static final String ROOT = "dev.tunnelmanager";

    @SuppressWarnings("ImmutableEnumChecker") // Never changed once it is made.
    private final ArchRule rule;

    Rules(ArchRule rule) {
        this.rule = rule;
    }

    ArchRule rule() {
        return rule;
    }

    private static DescribedPredicate<JavaCall<?>> called(String owner, String method) {
        return DescribedPredicate.describe("call to " + owner + " " + method,
                call -> call.getTargetOwner().getName().matches(owner) && call.getName().matches(method));
    }
}
