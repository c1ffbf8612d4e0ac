package io.palimpsest.model;

/** A loaded network on one device, called by one thread at a time. */
interface Module {

    /**
     * What a network gave for one input.
     *
     * @param maps map x height x width, row by row
     * @param channels number of maps
     * @param height of the maps
     * @param width of the maps
     * @param scores one value for each, empty if the network gave none
     */
    record Output(float[] maps, int channels, int height, int width, float[] scores) {}

    /**
     * Runs the network, without gradients.
     *
     * @param input channel x height x width, row by row
     * @param channels number of channels
     * @param height in pixels
     * @param width in pixels
     * @param choices position of the value of each of the card's choices; without any, the network has one argument only
     * @return what it gave
     * @throws OutOfNativeMemory if memory ran out
     * @throws Failure if the network failed otherwise
     */
    Output forward(float[] input, int channels, int height, int width, long[] choices);

    /** Frees its memory. */
    void close();

    /** Thrown when the device has no memory left for an input; a smaller one may do. */
    final class OutOfNativeMemory extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OutOfNativeMemory(Throwable cause) {
            super(cause);
        }
    }

    /** Thrown when a network fails, as with a GPU that PyTorch was not made for. */
    final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Failure(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }
}
