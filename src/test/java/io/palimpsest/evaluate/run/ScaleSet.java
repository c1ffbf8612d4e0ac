package io.palimpsest.evaluate.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

import ij.ImagePlus;
import ij.process.FloatProcessor;
import io.palimpsest.core.ScreeningFiles;

/** Makes a data set of 1024x1024 pixels and maps of it: 20 different pictures under as many names as are wanted. */
public final class ScaleSet {

    private static final int SIDE = 1024;
    private static final int DIFFERENT = 20;

    private ScaleSet() {}

    /** Arguments: the folder to make, and the number of names. */
    public static void main(String... arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        var images = Files.createDirectories(folder.resolve("set/images"));
        var masks = Files.createDirectories(folder.resolve("set/masks"));
        var maps = Files.createDirectories(folder.resolve("maps/images"));
        var manifest = new StringBuilder("image,mask\n");
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            var number = i % DIFFERENT;
            var image = images.resolve(i + (number % 2 == 0 ? ".jpg" : ".png"));
            var mask = masks.resolve(i + ".png");
            var map = maps.resolve(i + ".tif");
            if (i < DIFFERENT) {
                make(image, mask, map, i);
            } else {
                Files.createLink(image, images.resolve(number + (number % 2 == 0 ? ".jpg" : ".png")));
                Files.createLink(mask, masks.resolve(number + ".png"));
                Files.createLink(map, maps.resolve(number + ".tif"));
            }
            manifest.append("images/").append(image.getFileName()).append(',')
                    .append(number % 4 == 3 ? "" : "masks/" + mask.getFileName()).append('\n');
        }
        Files.writeString(folder.resolve("set/manifest.csv"), manifest);
    }

    private static void make(Path image, Path mask, Path map, int seed) throws IOException {
        var random = new SplittableRandom(seed);
        var picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        var altered = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        var probability = new float[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                var inside = Math.hypot(x - 300 - 20 * seed, y - 500) < 100 + 5 * seed;
                var near = Math.exp(-Math.hypot(x - 320 - 20 * seed, y - 490) / 250);
                picture.getRaster().setSample(x, y, 0, (int) (100 + 60 * Math.sin(x / 40.0 + seed) * Math.cos(y / 30.0)
                        + 20 * random.nextDouble()));
                altered.getRaster().setSample(x, y, 0, inside ? 255 : 0);
                probability[y * SIDE + x] = (float) (0.95 * near + 0.05 * random.nextDouble());
            }
        }
        ImageIO.write(picture, image.toString().endsWith("jpg") ? "jpg" : "png", image.toFile());
        ImageIO.write(altered, "png", mask.toFile());
        ScreeningFiles.save(map, new ImagePlus("", new FloatProcessor(SIDE, SIDE, probability)));
    }
}
