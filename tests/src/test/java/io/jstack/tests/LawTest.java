package io.jstack.tests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The law of the house: who may know whom. docs/architecture.md says why. */
class LawTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.jstack");

    @Test
    void theWholeHouseIsLookedAt() {
        Set<String> rooms = new TreeSet<>();
        HOUSE.forEach(type -> rooms.add(type.getPackageName().split("\\.", -1)[2]));
        assertThat(rooms)
                .containsExactly(
                        "cli", "engine", "images", "networking", "orchestrator", "runtime", "values", "volumes");
    }

    @ParameterizedTest(name = "{0} knows only {1}")
    @CsvSource({
        "values, values",
        "runtime, values runtime",
        "networking, values runtime networking",
        "volumes, values runtime volumes",
        "images, values runtime images",
        "orchestrator, values orchestrator",
        "engine, values runtime networking volumes images orchestrator engine",
        "cli.client, cli.client",
        "cli.commands, values orchestrator engine cli.commands"
    })
    void aRoomKnowsOnlyTheRoomsItStandsOn(String room, String known) {
        DescribedPredicate<JavaClass> allowed = not(resideInAPackage("io.jstack.."));
        for (String name : known.split(" ", -1)) {
            allowed = allowed.or(resideInAPackage("io.jstack." + name + ".."));
        }
        noClasses()
                .that()
                .resideInAPackage("io.jstack." + room + "..")
                .should(dependOnClassesThat(not(allowed).as("stand in another room")))
                .allowEmptyShould(false)
                .check(HOUSE);
    }

    @Test
    void noTwoRoomsKnowEachOther() {
        slices().matching("io.jstack.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void nothingInTheImagesRoomGoesInCircles() {
        slices().matching("io.jstack.images.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void theTerminalClientNeedsNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage("io.jstack.cli.client..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "sun.misc..", "io.jstack.cli.client..", "org.jspecify..")
                .check(HOUSE);
    }

    @Test
    void onlyTheKernelRoomDeclaresNativeFunctions() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.jstack.runtime.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jnr..")
                .check(HOUSE);
    }

    @Test
    void productionNeverNamesItsTestDouble() {
        ArchRule rule = noClasses()
                .that(not(resideInAPackage("io.jstack.runtime.kernel.recording..")
                        .or(simpleName("RecordingKernel"))
                        .or(nestedIn("RecordingKernel"))))
                .should(dependOnClassesThat(simpleName("RecordingKernel")));
        rule.check(HOUSE);
    }

    /** Rooms log by System.Logger; EngineLog alone says how its lines look, which the JDK leaves to java.util.logging. */
    @Test
    void theOldSystemLoggerIsTheOnlyOne() {
        noClasses()
                .that(not(simpleName("EngineLog").or(nestedIn("EngineLog"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.commons.logging..")
                .check(HOUSE);
    }

    @Test
    void nothingIsNamedAfterADrawer() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Common|Base)")
                .check(HOUSE);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : HOUSE) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    private static DescribedPredicate<JavaClass> nestedIn(String outer) {
        return DescribedPredicate.describe(
                "nested in " + outer,
                type -> type.getEnclosingClass()
                        .map(enclosing -> enclosing.getSimpleName().equals(outer))
                        .orElse(false));
    }
}
