package dither;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.List;

/** Which package may use which: data meets them in this order, and none looks ahead. */
@AnalyzeClasses(packages = "dither", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Each package may use those named after it, and no others of ours. */
    private static final List<List<String>> MAY_USE = List.of(
            List.of("kernel"),
            List.of("random", "kernel"),
            List.of("quant", "kernel", "random"),
            List.of("codec", "quant"),
            List.of("data", "kernel", "random"),
            List.of("nn", "kernel", "random"),
            List.of("interchange", "kernel", "quant", "codec", "nn"),
            List.of("task", "kernel", "random", "data", "nn"),
            List.of("train", "kernel", "random", "quant", "codec", "data", "nn", "task"),
            List.of("experiment", "kernel", "random", "quant", "codec", "data", "nn", "task", "train"),
            List.of("store", "kernel", "codec", "data", "nn", "task", "train", "experiment"),
            List.of("sweep", "random", "quant", "codec", "data", "nn", "task", "train", "experiment", "store"),
            List.of("track", "codec", "task", "train", "experiment", "store"),
            List.of("report", "quant", "codec", "data", "nn", "task", "train", "experiment", "store"),
            List.of(
                    "cli",
                    "kernel",
                    "random",
                    "quant",
                    "codec",
                    "interchange",
                    "data",
                    "nn",
                    "task",
                    "train",
                    "experiment",
                    "store",
                    "sweep",
                    "track",
                    "report"));

    @ArchTest
    static void packagesUseOnlyWhatTheyMay(JavaClasses classes) {
        for (List<String> row : MAY_USE) {
            String[] others = MAY_USE.stream()
                    .map(List::getFirst)
                    .filter(name -> !row.contains(name))
                    .map(name -> "dither." + name + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dither." + row.getFirst() + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(classes);
        }
    }

    @ArchTest
    static void onlyNetworksAndTrainingKnowTheLearningLibrary(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackages("dither.nn..", "dither.train..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..")
                .check(classes);
    }

    /** From records through tables and charts to pages, and never back. */
    @ArchTest
    static void packagesOfReportsDoNotNeedEachOtherInCircles(JavaClasses classes) {
        slices().matching("dither.(**)")
                .should()
                .beFreeOfCycles()
                .check(classes.that(resideInAPackage("dither.report..")));
    }

    @ArchTest
    static void kernelsUseTheJdkOnly(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage("dither.kernel..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("dither.kernel..", "java..", "jdk..")
                .check(classes);
    }
}
