package io.palimpsest.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import ij.ImagePlus;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * Looks for one kind of trace.
 *
 * <p>A subclass annotated with {@link Plugin}, with its own {@code @Parameter} fields and {@link #detect}, is all that a
 * new detector needs: its menu path names it in Fiji's menus, in macros, on the command line, in Screen and in reports.
 * It computes the statistic of its paper and nothing else; calibration, threshold, regions, display and files are made
 * here, once for all.
 *
 * <p>Without a SciJava context a detector is a plain object: set its parameters and call {@link #examine}. An instance
 * keeps no state between calls and is used by one thread at a time.
 */
public abstract class Detector extends ImageCommand {

    /** Smallest share of the picture that a region must cover to be reported. */
    public static final double MIN_AREA = 0.002;

    /** Smallest reliability of what is reported, 0 to 1. */
    public static final double MIN_RELIABILITY = 0.5;

    @Parameter(label = "Show raw maps", description = "Also shows the statistic in the paper's units, with all its layers.",
            persist = false)
    private boolean raw;

    /** What the caller wants instead of the stored curve, or null. */
    private Calibration calibration;

    /**
     * Computes the raw statistic.
     *
     * @param specimen what to look at; never written to
     * @param monitor asked in every outer loop whether to go on
     * @return the statistic on the paper's grid in the paper's units, high = altered
     * @throws NotApplicable if the specimen cannot hold the trace
     * @throws CancellationException if the monitor says so
     */
    protected abstract Evidence.Statistic detect(Specimen specimen, Monitor monitor) throws NotApplicable;

    /** As {@link #detect(Specimen, Monitor)}, with what other detectors have said of the specimen; only a {@link Fusion} cares. */
    Evidence.Statistic detect(Specimen specimen, List<Evidence> known, Monitor monitor) throws NotApplicable {
        return detect(specimen, monitor);
    }

    /**
     * Whether this machine has what the detector needs beside the suite itself, such as a network that users get
     * elsewhere. One that lacks it is left out where all detectors are asked for, and says what is missing where it is named.
     */
    public boolean available() {
        return true;
    }

    /**
     * The network that would judge now, as in {@link NetworkCard#identity}; results of another are not what this detector
     * would give. Nothing where none judges, or none is installed.
     */
    public Optional<String> networkIdentity() {
        return Optional.empty();
    }

    /**
     * Examines a specimen from applicability to findings.
     *
     * @param specimen what to look at
     * @param monitor progress and cancellation
     * @return the evidence; an analysis that fails says so in its outcome and notes
     * @throws CancellationException if the monitor says so
     * @throws IllegalArgumentException if a parameter is out of its bounds
     */
    public final Evidence examine(Specimen specimen, Monitor monitor) {
        return examine(specimen, List.of(), monitor);
    }

    final Evidence examine(Specimen specimen, List<Evidence> known, Monitor monitor) {
        Parameters.check(this);
        var started = Instant.now();
        var notes = new ArrayList<String>(specimen.notes());
        try {
            monitor.check();
            var statistic = detect(specimen, known, monitor);
            monitor.check();
            notes.addAll(statistic.notes());
            var curve = curve(statistic.network());
            var regions = Segmentation.of(name(), statistic, curve.apply(statistic), threshold(),
                    specimen.width(), specimen.height());
            var outcome = !regions.findings().isEmpty() ? Evidence.Outcome.FOUND
                    : statistic.trusted() ? Evidence.Outcome.NOTHING : Evidence.Outcome.NOT_APPLICABLE;
            if (outcome == Evidence.Outcome.NOT_APPLICABLE) {
                notes.add("Nowhere in this picture can the result be trusted.");
            }
            return new Evidence(outcome, specimen.width(), specimen.height(), statistic, regions, notes,
                    provenance(started, statistic.network(), statistic.device()));
        } catch (NotApplicable e) {
            notes.add(e.getMessage());
            return without(Evidence.Outcome.NOT_APPLICABLE, specimen, notes, started);
        } catch (CancellationException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            notes.add(name() + " ran out of memory on " + specimen.width() + "x" + specimen.height()
                    + " pixels; crop the picture or allow more memory.");
            return without(Evidence.Outcome.FAILED, specimen, notes, started);
        } catch (CannotRun e) {
            notes.add("Could not run: " + e.getMessage());
            return without(Evidence.Outcome.FAILED, specimen, notes, started);
        } catch (RuntimeException e) {
            notes.add(name() + " failed on '" + specimen.title() + "': " + e + at(e));
            return without(Evidence.Outcome.FAILED, specimen, notes, started);
        }
    }

    /** The name in menus, tables and slice labels: the last part of the menu path. */
    public final String name() {
        return name(getClass());
    }

    /** The name of a detector class, see {@link #name()}. */
    public static String name(Class<?> detector) {
        var plugin = detector.getAnnotation(Plugin.class);
        if (plugin == null || plugin.menuPath().isBlank()) {
            return detector.getSimpleName();
        }
        return plugin.menuPath().substring(plugin.menuPath().lastIndexOf('>') + 1).strip();
    }

    /** The name of a detector class on the command line: lower case, with hyphens. */
    public static String id(Class<?> detector) {
        return name(detector).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
    }

    /**
     * Replaces the stored way from statistic to probability.
     *
     * @param curve what to use instead
     * @return this detector
     */
    public final Detector calibration(Calibration curve) {
        calibration = curve;
        return this;
    }

    @Override
    protected final Screening inspect(Specimen specimen, Monitor monitor) {
        return new Screening(specimen, List.of(examine(specimen, monitor)));
    }

    @Override
    protected final List<ImagePlus> extras(Screening screening) {
        return !raw ? List.of() : screening.evidence().stream().filter(one -> one.raw().isPresent())
                .map(one -> MapImages.raw(one, screening.specimen())).toList();
    }

    @Override
    protected final String label() {
        return name();
    }

    private Provenance provenance(Instant started, Optional<NetworkCard> network, String device) {
        var seconds = Duration.between(started, Instant.now()).toNanos() / 1e9;
        return new Provenance(name(), Suite.version(), Parameters.values(this), curve(network).source(), network,
                device, started, seconds);
    }

    private Calibration curve(Optional<NetworkCard> network) {
        if (calibration != null) {
            return calibration;
        }
        var stored = Calibration.of(getClass(), id(getClass()));
        return network.map(stored::forNetwork).orElse(stored);
    }

    private Evidence without(Evidence.Outcome outcome, Specimen specimen, List<String> notes, Instant started) {
        return new Evidence(outcome, specimen.width(), specimen.height(), null, null, notes,
                provenance(started, Optional.empty(), "cpu"));
    }

    private static String at(RuntimeException e) {
        var trace = e.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }
}
