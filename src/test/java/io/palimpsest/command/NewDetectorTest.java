package io.palimpsest.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

import ij.ImagePlus;
import io.palimpsest.Samples;
import io.palimpsest.StandIns;
import io.palimpsest.cli.CommandLineTool;
import io.palimpsest.core.Detector;
import io.palimpsest.core.Fusion;
import io.palimpsest.detect.noise.LocalContrast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.MenuPath;
import org.scijava.command.CommandService;
import org.scijava.menu.MenuService;
import org.scijava.plugin.PluginService;
import org.scijava.thread.ThreadService;

import static org.assertj.core.api.Assertions.assertThat;

/** {@link LocalContrast} is one file; everything that lists detectors must have found it. */
@ExtendWith(StandIns.class)
class NewDetectorTest {

    @Test
    void isInTheMenuIndex() {
        try (var context = new Context(CommandService.class, MenuService.class)) {
            var found = new ArrayList<String>();
            context.service(CommandService.class).getCommands().forEach(info ->
                    found.add(info.getMenuPath().getMenuString()));

            assertThat(found).contains(new MenuPath("Plugins>Forensics>Noise>Local Contrast").getMenuString());
        }
    }

    @Test
    void isAmongTheDetectorsOfTheContractTest() {
        try (var context = new Context(PluginService.class)) {
            var classes = Detectors.of(context).classes();
            var fusions = classes.stream().filter(Fusion.class::isAssignableFrom).toList();

            assertThat(fusions).as("first").isNotEmpty().isEqualTo(classes.subList(0, fusions.size()))
                    .extracting(Detector::name).isSorted();
            assertThat(classes.subList(fusions.size(), classes.size())).extracting(Detector::name)
                    .contains("ADQ1", "Local Contrast", "Splicebuster").isSorted();
        }
    }

    @Test
    void hasItsOwnVerbWithItsParameters(@TempDir Path folder) throws Exception {
        var raw = folder.resolve("raw.tif");

        var help = CommandLineTool.run("detect", "local-contrast", "--help");
        var done = CommandLineTool.run("detect", "local-contrast", Samples.path("carpet.jpg").toString(), "--raw",
                raw.toString(), "--gain", "2");
        var refused = CommandLineTool.run("detect", "local-contrast", Samples.path("carpet.jpg").toString(), "--raw",
                raw.toString(), "--gain", "200");

        assertThat(help.output()).contains("--gain");
        assertThat(done.exitCode()).isZero();
        assertThat(done.output()).contains("\"gain\": \"2.0\"");
        assertThat(Files.size(raw)).isGreaterThan(512L * 512 * 4);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errors()).contains("gain").contains("10");
    }

    @Test
    void isASliceOfScreen() throws Exception {
        try (var context = new Context(CommandService.class, ThreadService.class)) {
            var module = context.service(CommandService.class).run(Screen.class, true, "file",
                    Samples.path("carpet.jpg").toFile(), "show", false).get();

            var map = (ImagePlus) module.getOutput("map");
            assertThat(map.getStack().getSliceLabels()).contains("ADQ1", "Local Contrast", "Splicebuster");
        }
    }
}
