package dev.tunnelmanager.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules about source files, which the compiled classes do not show. */
class SourceRulesTest {

    private static final Pattern HOLDS_TESTS = Pattern
            .compile("\\n    @(Test|Property|ParameterizedTest|Example|RepeatedTest|TestFactory)\\b");
    /** The aim is 200, and 300 asks for a reason; this is the end. */
    private static final int MAX_LINES = 350;

    private static boolean holdsTests(Path file) {
        String text = Sources.text(file);
        return HOLDS_TESTS.matcher(text).find()
                || text.matches("(?s).*\\bclass \\w+ implements [^{]*\\w+Contract\\s*[,{].*");
    }

    @Test
    void every_test_class_has_a_name_that_the_build_runs() {
        List<Path> tests = Sources.below("src/test/java").stream().filter(SourceRulesTest::holdsTests).toList();
        assertThat(tests).hasSizeGreaterThan(50).allSatisfy(
                file -> assertThat(Sources.typeName(file)).matches(".*(Test|Properties|Simulation)"));
        String build = Sources.text(Sources.ROOT.resolve("pom.xml"));
        assertThat(build).contains("<include>**/*Test.java</include>", "<include>**/*Properties.java</include>",
                "<include>**/*Simulation.java</include>");
    }

    @Test
    void every_live_test_is_tagged_and_only_they_are() {
        assertThat(Sources.below("src/test/java")).allSatisfy(file -> assertThat(
                Sources.text(file).contains("@Tag(\"" + "live\")")).as(file.toString())
                .isEqualTo(Sources.typeName(file).matches(".*Live(Packaged)?Test")));
    }

    @Test
    void no_test_sleeps_or_is_switched_off() {
        String planted = "/planted/";
        assertThat(Sources.below("src/test/java")).filteredOn(file -> !file.toString().contains(planted))
                .allSatisfy(file -> assertThat(Sources.text(file)).doesNotContainPattern(
                        "\\b(Thread|TimeUnit\\.[A-Z]+|SECONDS|MILLISECONDS)\\." + "sleep\\(")
                        .doesNotContain("@Dis" + "abled\n", "@Dis" + "abled("));
    }

    @Test
    void every_package_of_the_product_is_null_marked_and_explained() {
        assertThat(Sources.below("src/main/java")).map(Path::getParent)
                .map(folder -> folder.resolve("package-info.java"))
                .allSatisfy(file -> assertThat(Sources.text(file)).contains("@NullMarked").contains("/**"));
    }

    @Test
    void no_source_file_is_unfinished() {
        Pattern unfinished = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
        assertThat(Stream.of("src/main/java", "src/test/java").flatMap(part -> Sources.below(part).stream()))
                .allSatisfy(file -> assertThat(Sources.text(file)).doesNotContainPattern(unfinished));
    }

    @Test
    void no_source_file_is_too_long() {
        assertThat(Stream.of("src/main/java", "src/test/java").flatMap(part -> Sources.below(part).stream())
                .filter(file -> Sources.text(file).lines().count() > MAX_LINES)).isEmpty();
    }

    @Test
    void every_module_that_is_built_is_a_folder_and_the_other_way_round() {
        String build = Sources.text(Sources.ROOT.resolve("pom.xml"));
        List<String> named = Pattern.compile("<module>(.*?)</module>").matcher(build).results()
                .map(match -> match.group(1)).sorted().toList();
        List<String> folders = Stream.concat(Sources.below("src/main/java").stream(),
                Sources.below("src/test/java").stream()).map(Sources::module).distinct().sorted().toList();
        assertThat(named).isEqualTo(folders)
                .allSatisfy(
                        module -> assertThat(Files.exists(Sources.ROOT.resolve(module).resolve("pom.xml"))).isTrue());
    }
}
