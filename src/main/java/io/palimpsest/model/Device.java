package io.palimpsest.model;

import java.util.Locale;

import io.palimpsest.core.CannotRun;

/** Where a network is to run. */
public enum Device {

    /** On a GPU if PyTorch has one, else on the CPU. */
    AUTO,

    /** On the CPU. */
    CPU,

    /** On the first GPU, and nowhere else unless its memory runs out. */
    GPU;

    /**
     * Reads a choice.
     *
     * @param text {@code auto}, {@code cpu} or {@code gpu}, in any case
     * @return the device
     * @throws IllegalArgumentException if it is none of them
     */
    public static Device parse(String text) {
        for (var device : values()) {
            if (device.toString().equalsIgnoreCase(text.strip())) {
                return device;
            }
        }
        throw new IllegalArgumentException("There is no device '" + text + "'; give auto, cpu or gpu");
    }

    /**
     * Decides where to run.
     *
     * @param gpus number of GPUs that PyTorch can use
     * @return {@link #CPU} or {@link #GPU}
     * @throws CannotRun if a GPU was asked for and there is none
     */
    Device choose(int gpus) {
        if (this == GPU && gpus == 0) {
            throw new CannotRun("PyTorch has no GPU that it could use; choose device cpu or auto, or let"
                    + " PYTORCH_LIBRARY_PATH name the lib folder of a PyTorch made for this GPU (README, 'Networks')",
                    null);
        }
        return gpus == 0 || this == CPU ? CPU : GPU;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
