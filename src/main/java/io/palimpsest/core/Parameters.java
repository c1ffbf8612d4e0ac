package io.palimpsest.core;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.scijava.command.Command;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModuleItem;
import org.scijava.module.ModuleItem;

/** The parameters of a command that change its result, read from its annotated fields. */
public final class Parameters {

    private static final List<String> NO_EFFECT = List.of("image", "file", "output", "show", "raw");

    private Parameters() {}

    /**
     * The parameters of a command class that can change its result.
     *
     * @param type a command
     * @return its inputs but for what is examined, services, and where the result goes
     */
    public static List<ModuleItem<?>> of(Class<? extends Command> type) {
        var found = new ArrayList<ModuleItem<?>>();
        for (var item : new CommandInfo(type).inputs()) {
            var plain = item.getType().isPrimitive() || item.getType().isEnum() || item.getType() == String.class
                    || Number.class.isAssignableFrom(item.getType());
            if (plain && !NO_EFFECT.contains(item.getName())) {
                found.add(item);
            }
        }
        return found;
    }

    /**
     * Sets one parameter from text.
     *
     * @param command whose parameter
     * @param key its macro key
     * @param text its value as in a macro
     * @throws IllegalArgumentException if there is no such parameter or the text is no such value
     */
    public static void set(Command command, String key, String text) {
        var item = of(command.getClass()).stream().filter(one -> one.getName().equals(key)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no parameter '" + key + "'; there are "
                        + of(command.getClass()).stream().map(ModuleItem::getName).toList()));
        try {
            field(item).set(command, value(item.getType(), text.strip()));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Parameter '" + key + "' cannot be set", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Parameter '" + key + "' cannot be '" + text + "': it is a "
                    + item.getType().getSimpleName(), e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object value(Class<?> type, String text) {
        if (type == boolean.class || type == Boolean.class) {
            if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
                throw new IllegalArgumentException(text);
            }
            return Boolean.valueOf(text);
        }
        if (type == int.class || type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == long.class || type == Long.class) {
            return Long.valueOf(text);
        }
        if (type == float.class || type == Float.class) {
            return Float.valueOf(text);
        }
        if (type == double.class || type == Double.class) {
            return Double.valueOf(text);
        }
        return type.isEnum() ? Enum.valueOf((Class) type, text) : text;
    }

    /**
     * The values of {@link #of} in a command.
     *
     * @param command whose values
     * @return value by macro key, in the order of the keys
     */
    public static Map<String, String> values(Command command) {
        var values = new TreeMap<String, String>();
        for (var item : of(command.getClass())) {
            values.put(item.getName(), String.valueOf(value(command, item)));
        }
        return values;
    }

    /**
     * Holds the values of a command against their declared bounds, which SciJava enforces in dialogs only.
     *
     * @throws IllegalArgumentException naming the parameter, its value and its bounds
     */
    public static void check(Command command) {
        for (var item : of(command.getClass())) {
            var value = value(command, item);
            if (value instanceof Number number) {
                var low = item.getMinimumValue() instanceof Number n ? n.doubleValue() : Double.NEGATIVE_INFINITY;
                var high = item.getMaximumValue() instanceof Number n ? n.doubleValue() : Double.POSITIVE_INFINITY;
                if (!(number.doubleValue() >= low && number.doubleValue() <= high)) {
                    throw new IllegalArgumentException("Parameter '" + item.getName() + "' is " + value
                            + " and must lie between " + item.getMinimumValue() + " and " + item.getMaximumValue());
                }
            }
            if (item.getChoices() != null && !item.getChoices().isEmpty() && !item.getType().isEnum()
                    && item.getChoices().stream().noneMatch(choice -> choice.equals(value))) {
                throw new IllegalArgumentException("Parameter '" + item.getName() + "' is '" + value
                        + "' and must be one of " + item.getChoices());
            }
        }
    }

    private static Object value(Command command, ModuleItem<?> item) {
        try {
            return field(item).get(command);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Parameter '" + item.getName() + "' cannot be read", e);
        }
    }

    private static Field field(ModuleItem<?> item) {
        var field = ((CommandModuleItem<?>) item).getField();
        field.setAccessible(true);
        return field;
    }
}
