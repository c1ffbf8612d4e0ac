package io.palimpsest.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import io.palimpsest.Samples;
import io.palimpsest.StandIns;
import io.palimpsest.core.Detector;
import io.palimpsest.core.ImageCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.process.PostprocessorPlugin;
import org.scijava.plugin.PluginService;
import org.scijava.task.TaskService;
import org.scijava.thread.ThreadService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The commands as Fiji runs them: through a SciJava context, headless. */
@ExtendWith(StandIns.class)
class CommandsTest {

    private static final Pattern WORD = Pattern.compile("[a-z]+");

    private Context context;

    @BeforeEach
    void start() {
        context = new Context(CommandService.class, ThreadService.class, TaskService.class, PluginService.class);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void screenGivesAStackAMaskAndOutlines() throws Exception {
        var module = run(Screen.class, "image", new ImagePlus(Samples.path("park-spliced.jpg").toString()), "detectors",
                "eff-b4-unet,adq1,local-contrast,splicebuster");

        var map = (ImagePlus) module.getOutput("map");
        var mask = (ImagePlus) module.getOutput("mask");
        assertThat(map.getTitle()).isEqualTo("Screen - park-spliced.jpg");
        assertThat(map.getStack().getSliceLabels()).contains("ADQ1", "Local Contrast", "Splicebuster");
        assertThat(map.getDisplayRangeMin()).isZero();
        assertThat(map.getDisplayRangeMax()).isEqualTo(1);
        assertThat(map.getOverlay().size()).isPositive().isEqualTo(mask.getOverlay().size());
        assertThat(map.getOverlay().get(0).getName()).isEqualTo("Eff-B4-Unet-1");
        assertThat(mask.getBitDepth()).isEqualTo(8);
        assertThat(mask.getStatistics().max).isEqualTo(255);
        assertThat((double) module.getOutput("score")).isBetween(0.9, 1.0);
        assertThat((String) module.getOutput("status")).startsWith("FOUND: ");
        assertThat(map.getProp("status")).isEqualTo("FOUND");
    }

    @Test
    void anOutlineFollowsItsRegion() throws Exception {
        var splice = Samples.splice(Samples.SEED);
        var file = Samples.path("park-spliced.jpg");
        var module = run(Screen.class, "file", file.toFile(), "detectors", "adq1");

        var outline = ((ImagePlus) module.getOutput("map")).getOverlay().get(0);
        var centre = outline.getContourCentroid();
        assertThat(splice.altered()[(int) centre[1] * 1024 + (int) centre[0]]).isTrue();
        assertThat(outline.getStatistics().area).isBetween(60_000.0, 130_000.0);
    }

    @Test
    void anEditedImageLosesItsFilesHistory() throws Exception {
        var image = new ImagePlus(Samples.path("park-spliced.jpg").toString());
        image.getProcessor().set(5, 5, 0x123456);

        var module = run(context.service(PluginService.class).getPlugin("io.palimpsest.detect.jpeg.Adq1").loadClass()
                .asSubclass(Detector.class), "image", image);

        assertThat((String) module.getOutput("status")).startsWith("NOT_APPLICABLE").contains("differs from its file")
                .contains("means little");
    }

    @Test
    void theMapKeepsTheCalibrationOfTheImage() throws Exception {
        var image = new ImagePlus(Samples.path("worms.png").toString());
        image.getCalibration().setUnit("mm");
        image.getCalibration().pixelWidth = 0.25;

        var module = run(Screen.class, "image", image, "detectors", "local contrast");

        assertThat(((ImagePlus) module.getOutput("map")).getCalibration().pixelWidth).isEqualTo(0.25);
        assertThat(((ImagePlus) module.getOutput("mask")).getCalibration().getUnit()).isEqualTo("mm");
    }

    @Test
    void writesItsOutputFolder(@TempDir Path folder) throws Exception {
        run(Screen.class, "file", Samples.path("carpet.jpg").toFile(), "output", folder.toFile());

        assertThat(folder.resolve("carpet.jpg").resolve("findings.json")).exists();
        assertThat(Files.readString(folder.resolve("carpet.jpg").resolve("findings.json"))).contains("\"threshold\"");
    }

    @Test
    void failsLoudlyWithoutAnInputAndOnAnUnknownDetector() {
        assertThatThrownBy(() -> run(Screen.class)).rootCause().hasMessageContaining("open an image or give file=");
        assertThatThrownBy(() -> run(Screen.class, "file", Samples.path("carpet.jpg").toFile(), "detectors", "magic"))
                .rootCause().hasMessageContaining("no detector 'magic'");
        assertThatThrownBy(() -> run(Screen.class, "image", new ImagePlus())).rootCause()
                .hasMessageContaining("has no pixels");
    }

    @Test
    void aCommandMayRunOnTheCallersOwnThread() throws Exception {
        var module = context.service(CommandService.class).getCommand(Screen.class).createModule();
        context.inject(module.getDelegateObject());
        module.setInput("image", new ImagePlus(Samples.path("carpet.jpg").toString()));
        module.setInput("detectors", "adq1");

        module.run();

        assertThat(WindowManager.getCurrentImage()).isSameAs(module.getOutput("map"));
        WindowManager.setTempCurrentImage(null);
    }

    @Test
    void imagesAreNotShownASecondTime() throws Exception {
        var module = run(Screen.class, "file", Samples.path("carpet.jpg").toFile());
        var ours = context.service(PluginService.class).createInstancesOfType(PostprocessorPlugin.class);

        ours.forEach(plugin -> plugin.process(module));

        assertThat(module.isOutputResolved("map")).isTrue();
        assertThat(module.isOutputResolved("mask")).isTrue();
    }

    @Test
    void noTableOfTheUserIsTouched() throws Exception {
        var results = ResultsTable.getResultsTable();
        results.reset();
        results.addRow();
        results.addValue("mine", 1);

        run(Screen.class, "file", Samples.path("park-spliced.jpg").toFile(), "detectors", "adq1");

        assertThat(ResultsTable.getResultsTable().size()).isEqualTo(1);
        results.reset();
    }

    @Test
    void everyParameterIsALowerCaseWordWithLabelAndDescriptionAndIsNotPersisted() {
        var commands = new ArrayList<CommandInfo>();
        for (var info : context.service(CommandService.class).getCommands()) {
            if (info.getMenuPath().getMenuString().startsWith("Plugins > Forensics")) {
                commands.add(info);
            }
        }
        assertThat(commands).hasSizeGreaterThanOrEqualTo(4);
        for (var info : commands) {
            assertThat(info.isValid()).as(info.getTitle()).isTrue();
            for (var item : info.inputs()) {
                if (item.getType().getName().startsWith("org.scijava")) {
                    continue;
                }
                var name = info.getTitle() + "." + item.getName();
                assertThat(item.getName()).as(name).matches(WORD);
                assertThat(item.isPersisted()).as(name).isFalse();
                assertThat(item.getLabel()).as(name).isNotBlank();
                assertThat(item.getDescription()).as(name).endsWith(".");
            }
        }
    }

    private Module run(Class<? extends ImageCommand> type, Object... inputs) throws InterruptedException,
            ExecutionException {
        var all = new ArrayList<Object>(java.util.List.of(inputs));
        all.add("show");
        all.add(false);
        return context.service(CommandService.class).run(type, true, all.toArray()).get();
    }
}
