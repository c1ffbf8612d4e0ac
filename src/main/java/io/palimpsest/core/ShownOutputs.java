package io.palimpsest.core;

import org.scijava.Priority;
import org.scijava.module.Module;
import org.scijava.module.process.AbstractPostprocessorPlugin;
import org.scijava.module.process.PostprocessorPlugin;
import org.scijava.plugin.Plugin;

/**
 * Keeps SciJava from showing the outputs of an {@link ImageCommand} a second time.
 *
 * <p>The command shows images and table itself, or not, as its {@code show} says. Headless, SciJava would also keep every output
 * image until the macro ends, which fills the memory in a long batch.
 */
@Plugin(type = PostprocessorPlugin.class, priority = Priority.VERY_HIGH)
public final class ShownOutputs extends AbstractPostprocessorPlugin {

    @Override
    public void process(Module module) {
        if (module.getDelegateObject() instanceof ImageCommand) {
            module.getInfo().outputs().forEach(output -> module.resolveOutput(output.getName()));
        }
    }
}
