package io.palimpsest.evaluate.page;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

import io.palimpsest.core.WholeFile;

/** Writes PNG files whole or not at all. */
final class Png {

    private Png() {}

    static void write(Path file, BufferedImage image) throws IOException {
        WholeFile.write(file, draft -> {
            if (!ImageIO.write(image, "png", draft.toFile())) {
                throw new IOException("Java cannot write PNG files; install a whole runtime");
            }
        });
    }
}
