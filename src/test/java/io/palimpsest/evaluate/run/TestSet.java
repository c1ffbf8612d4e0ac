package io.palimpsest.evaluate.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

import io.palimpsest.evaluate.data.Dataset;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A data set that a test makes: grey noise, with a brighter rectangle where a picture is altered, and a manifest. */
public final class TestSet {

    public static final int WIDTH = 48;
    public static final int HEIGHT = 40;

    private final Path folder;
    private final StringBuilder manifest = new StringBuilder();
    private final CSVPrinter rows;

    public TestSet(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        rows = new CSVPrinter(manifest, CSVFormat.RFC4180);
        rows.printRecord("image", "mask", "split");
    }

    /** So many altered pictures and half as many authentic ones. */
    public static TestSet of(Path folder, int altered) throws IOException {
        var set = new TestSet(folder);
        for (int i = 0; i < altered; i++) {
            set.altered("altered/" + i + ".png");
            if (i % 2 == 0) {
                set.authentic("authentic/" + i + ".png");
            }
        }
        return set;
    }

    public TestSet altered(String name) throws IOException {
        mask("masks/" + name, WIDTH, HEIGHT, 255);
        return row(picture(name, true), "masks/" + name, "test");
    }

    public TestSet authentic(String name) throws IOException {
        return row(picture(name, false), "", "test");
    }

    public TestSet row(String image, String mask, String split) throws IOException {
        rows.printRecord(image, mask, split);
        Files.writeString(folder.resolve("manifest.csv"), manifest);
        return this;
    }

    /** Writes a picture and no row. */
    public String picture(String name, boolean altered) throws IOException {
        var random = new SplittableRandom(name.hashCode());
        var picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        var contrast = random.nextInt(20, 110);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                picture.getRaster().setSample(x, y, 0,
                        60 + random.nextInt(80) + (altered && inside(x, y) ? contrast : 0));
            }
        }
        write(picture, name);
        return name;
    }

    /** Writes a mask and no row. */
    public String mask(String name, int width, int height, int level) throws IOException {
        var mask = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                mask.getRaster().setSample(x, y, 0, inside(x, y) ? level : 0);
            }
        }
        write(mask, name);
        return name;
    }

    static boolean inside(int x, int y) {
        return x >= 10 && x < 30 && y >= 8 && y < 28;
    }

    private void write(BufferedImage image, String name) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    public Path folder() {
        return folder;
    }

    Dataset dataset() throws IOException {
        return Dataset.read(folder);
    }
}
