package io.palimpsest.evaluate.run;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

import io.palimpsest.core.Monitor;
import io.palimpsest.core.Specimen;
import io.palimpsest.evaluate.data.Item;

/** Where the maps that are scored come from. May be called from several threads. */
public interface Source {

    /** Names of the detectors, in the order of their opinions. */
    List<String> names();

    /** What the opinions depend on besides the picture, such as parameters; runs that differ in it are not resumed. */
    String settings() throws IOException;

    /**
     * The same for some detectors only.
     *
     * @param wanted names of detectors
     * @return a source with those of them that this one has, in its order
     */
    Source only(Collection<String> wanted);

    /**
     * What all detectors say of a picture.
     *
     * @param item the picture's place in its data set
     * @param specimen the picture, perhaps attacked
     * @return one opinion for each name
     * @throws IOException if something that belongs to the picture cannot be read
     */
    List<Opinion> examine(Item item, Specimen specimen, Monitor monitor) throws IOException;
}
