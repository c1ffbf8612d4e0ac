package io.palimpsest;

import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The borders that the design draws between packages. */
class ArchitectureTest {

    private static final String[] WINDOWS = {"ij.gui..", "ij.macro..", "javax.swing..", "java.awt.event.."};

    private static final ArchRule WINDOW_BORDER = noClasses()
            .that().resideOutsideOfPackage("..command..").and().doNotHaveFullyQualifiedName("io.palimpsest.core.Display")
            .should().dependOnClassesThat().resideInAnyPackage(WINDOWS);

    private static final ArchRule DJL_BORDER = noClasses()
            .that().doNotHaveFullyQualifiedName("io.palimpsest.model.Djl")
            .should().dependOnClassesThat().resideInAPackage("ai.djl..");

    private static final ArchRule OPENCV_BORDER = noClasses().that().resideOutsideOfPackage("..match..")
            .should().dependOnClassesThat().resideInAnyPackage("org.bytedeco..", "org.opencv..");

    private static final ArchRule SPARK_BORDER = noClasses().that().resideOutsideOfPackage("..spark..")
            .should().dependOnClassesThat().resideInAPackage("org.apache.spark..");

    private static final ArchRule PRINT_BORDER = noClasses().that().resideOutsideOfPackage("..cli..")
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

    private static final ArchRule EXIT_BORDER = noClasses().that().resideOutsideOfPackage("..cli..")
            .should().callMethod(System.class, "exit", int.class)
            .orShould().callMethod(Runtime.class, "halt", int.class);

    private static final ArchRule NO_CYCLES = slices().matching("io.palimpsest.(*)..").should().beFreeOfCycles();

    private static final ArchRule JPEG_USES = uses("jpeg", "io.palimpsest.jpeg..", "java..", "javax.imageio..",
            "org.w3c.dom..");

    private static final ArchRule SIGNAL_USES = uses("signal", "io.palimpsest.signal..",
            "io.palimpsest.core..", "java..", "net.imglib2..", "org.ejml..", "org.jtransforms..");

    private static final ArchRule MODEL_USES = uses("model", "io.palimpsest.model..", "io.palimpsest.core..", "java..",
            "ai.djl..", "com.google.gson..");

    private static final ArchRule EVALUATE_USES = uses("evaluate", "io.palimpsest.evaluate..", "io.palimpsest.core..",
            "io.palimpsest.jpeg..", "io.palimpsest.signal..", "java..", "javax.imageio..", "net.imglib2..", "org.apache.commons.csv..",
            "org.jfree..");

    private static final ArchRule CORE_IS_BELOW = noClasses().that().resideInAPackage("io.palimpsest.core..")
            .should().dependOnClassesThat().resideInAnyPackage("io.palimpsest.signal..", "io.palimpsest.detect..",
                    "io.palimpsest.command..", "io.palimpsest.cli..", "io.palimpsest.evaluate..",
                    "io.palimpsest.model..");

    private static final ArchRule DETECTORS_KNOW_NO_COMMANDS = noClasses().that().resideInAPackage("io.palimpsest.detect..")
            .should().dependOnClassesThat().resideInAnyPackage("io.palimpsest.command..", "io.palimpsest.cli..",
                    "io.palimpsest.evaluate..");

    @TestFactory
    Stream<DynamicTest> borders() {
        var classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.palimpsest");
        return Stream.of(WINDOW_BORDER, DJL_BORDER, MODEL_USES, OPENCV_BORDER,
                SPARK_BORDER, PRINT_BORDER, EXIT_BORDER, NO_CYCLES,
                JPEG_USES, SIGNAL_USES, EVALUATE_USES, CORE_IS_BELOW,
                DETECTORS_KNOW_NO_COMMANDS)
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(classes)));
    }

    /** The classes of one package use those of the allowed ones and no others. */
    private static ArchRule uses(String owner, String... allowed) {
        return noClasses().that().resideInAPackage("io.palimpsest." + owner + "..")
                .should().dependOnClassesThat(outside(allowed));
    }

    private static DescribedPredicate<JavaClass> outside(String... allowed) {
        return DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(allowed))
                .and(DescribedPredicate.describe("are no primitives", type -> !type.isPrimitive() && !type.isArray()))
                .as("reside outside " + String.join(", ", allowed));
    }
}
