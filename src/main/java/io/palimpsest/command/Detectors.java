package io.palimpsest.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.palimpsest.core.Detector;
import io.palimpsest.core.Fusion;
import io.palimpsest.core.Parameters;
import org.scijava.Context;
import org.scijava.InstantiableException;
import org.scijava.command.Command;
import org.scijava.plugin.PluginInfo;
import org.scijava.plugin.PluginService;

/** The detectors that are installed, found by their annotation. */
public final class Detectors {

    private static final String MENU = "Plugins>Forensics>";

    private final List<Class<? extends Detector>> classes;

    private Detectors(List<Class<? extends Detector>> classes) {
        this.classes = classes;
    }

    /**
     * Finds the detectors of a context.
     *
     * @param context with a plugin service
     * @return the fusions and then the other detectors, each in the order of their names
     */
    public static Detectors of(Context context) {
        return of(context.service(PluginService.class));
    }

    static Detectors of(PluginService plugins) {
        var classes = new ArrayList<Class<? extends Detector>>();
        for (var info : plugins.getPluginsOfType(Command.class)) {
            if (info.getAnnotation().menuPath().startsWith(MENU)) {
                var type = load(info);
                if (Detector.class.isAssignableFrom(type)) {
                    classes.add(type.asSubclass(Detector.class));
                }
            }
        }
        classes.sort(Comparator.<Class<? extends Detector>, Boolean>comparing(type -> !Fusion.class.isAssignableFrom(type))
                .thenComparing(Detector::name));
        return new Detectors(List.copyOf(classes));
    }

    private static Class<? extends Command> load(PluginInfo<Command> info) {
        try {
            return info.loadClass();
        } catch (InstantiableException e) {
            throw new IllegalStateException("The detector " + info.getClassName()
                    + " cannot be loaded; install the suite again", e);
        }
    }

    /** The detector classes: the fusions and then the others, each in the order of their names. */
    public List<Class<? extends Detector>> classes() {
        return classes;
    }

    /**
     * New detectors with default parameters.
     *
     * @param names {@code all}, which leaves out those that are not {@link Detector#available}, or names separated by
     *     commas; case, spaces and hyphens do not matter
     * @return one detector for each name, in the order of {@link #classes()}
     * @throws IllegalArgumentException if a name is unknown or none is given
     */
    public List<Detector> create(String names) {
        if (names.strip().equalsIgnoreCase("all")) {
            return classes.stream().map(Detectors::create).filter(Detector::available).toList();
        }
        var wanted = new ArrayList<Class<? extends Detector>>();
        for (var name : names.split(",")) {
            if (!name.isBlank()) {
                wanted.add(find(name));
            }
        }
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("No detector is named; say all or some of " + names());
        }
        return classes.stream().filter(wanted::contains).map(Detectors::create).toList();
    }

    /**
     * Says where networks run.
     *
     * @param detectors those that have no network stay as they are
     * @param device {@code auto}, {@code cpu} or {@code gpu}
     */
    public static void device(List<Detector> detectors, String device) {
        for (var detector : detectors) {
            if (Parameters.values(detector).containsKey("device")) {
                Parameters.set(detector, "device", device);
            }
        }
    }

    private Class<? extends Detector> find(String name) {
        return classes.stream().filter(type -> plain(Detector.name(type)).equals(plain(name))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no detector '" + name.strip()
                        + "'; there are " + names()));
    }

    private String names() {
        return String.join(", ", classes.stream().map(Detector::name).toList());
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** A new detector with default parameters. */
    public static Detector create(Class<? extends Detector> type) {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The detector " + type.getName()
                    + " needs a public constructor without arguments", e);
        }
    }
}
