package io.palimpsest.evaluate;

import java.awt.geom.AffineTransform;
import java.awt.geom.NoninvertibleTransformException;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.Random;

import io.palimpsest.core.Specimen;

/**
 * A made copy-move forgery: a region with an irregular outline, copied to another place of the same picture.
 *
 * <p>Source and copy do not touch. Of several places those are taken at which the copy changes the picture most, as a
 * copy of black on black is no forgery. Turned and scaled copies are interpolated bicubically.
 *
 * @param picture the picture with the copy in it, before it is saved
 * @param altered height x width values row by row, true inside the source and inside the copy
 * @param transform takes the pixels of the source to those of the copy
 * @param quality at which the whole is saved
 */
public record CopyMove(BufferedImage picture, boolean[] altered, AffineTransform transform, int quality) {

    /** Share of the picture that the source covers, at least and at most, where the picture has room for it. */
    private static final double LEAST_AREA = 0.01;
    private static final double MOST_AREA = 0.06;

    private static final int PLACES = 32;

    /** Samples along a radius of the region by which places are compared. */
    private static final int PROBES = 8;

    /**
     * Makes a forgery: a third of the seeds only move, a third turn by up to 45 degrees either way, a third scale to
     * 0.8 to 1.25 and turn by up to 10 degrees; quality 70 to 98.
     *
     * @param host the picture that is altered, at least 64 pixels wide and high
     * @param seed decides outline, places, transform and quality
     * @return the forgery
     */
    public static CopyMove of(Specimen host, long seed) {
        var random = new Random(~seed);
        var kind = random.nextInt(3);
        var degrees = (2 * random.nextDouble() - 1) * new int[] {0, 45, 10}[kind];
        var scale = kind == 2 ? Math.pow(1.25, 2 * random.nextDouble() - 1) : 1;
        return of(host, degrees, scale, 70 + random.nextInt(29), seed);
    }

    /**
     * Makes a forgery with a given transform.
     *
     * @param host the picture that is altered, at least 64 pixels wide and high
     * @param degrees how far the copy is turned, from the x axis towards the y axis
     * @param scale how much larger the copy is, about 0.5 to 2
     * @param quality at which the whole is saved, 1 to 100
     * @param seed decides outline and places
     * @return the forgery
     */
    public static CopyMove of(Specimen host, double degrees, double scale, int quality, long seed) {
        var random = new Random(seed);
        var before = Pictures.of(host);
        var width = before.getWidth();
        var height = before.getHeight();
        var share = LEAST_AREA + random.nextDouble() * (MOST_AREA - LEAST_AREA);
        var room = Math.min(Math.min(width, height) / 2.0, Math.max(width, height) / 4.0) - 2;
        var radius = Math.min(Math.sqrt(share / Math.PI * width * height), room / Outline.REACH / Math.max(1, scale));
        var lobes = 3 + random.nextInt(3);
        var phase = random.nextDouble() * 2 * Math.PI;
        var turn = AffineTransform.getRotateInstance(Math.toRadians(degrees));
        turn.scale(scale, scale);
        Place best = null;
        for (int i = 0; i < PLACES || best == null; i++) {
            var place = Place.draw(random, width, height, radius, scale, turn);
            if (place.apart(radius, scale) && (best == null || place.change(before, radius) > best.change(before, radius))) {
                best = place;
            }
        }
        var copied = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        copied.setData(before.getData());
        var outline = new Outline(best.x, best.y, radius, phase, lobes);
        var altered = new boolean[width * height];
        var point = new double[2];
        for (int i = 0; i < altered.length; i++) {
            point[0] = i % width;
            point[1] = i / width;
            var source = outline.contains(point[0], point[1]);
            best.back.transform(point, 0, point, 0, 1);
            var copy = outline.contains(point[0], point[1]);
            altered[i] = source || copy;
            if (copy) {
                copied.setRGB(i % width, i / width, Interpolation.CUBIC.rgb(before, point[0], point[1]));
            }
        }
        return new CopyMove(copied, altered, best.forth, quality);
    }

    /** The forgery as a JPEG file, 4:4:4. */
    public byte[] jpeg() {
        return Pictures.jpeg(picture, quality);
    }

    /** Middle of the source, and the way from source to copy and back. */
    private record Place(int x, int y, AffineTransform forth, AffineTransform back) {

        static Place draw(Random random, int width, int height, double radius, double scale, AffineTransform turn) {
            var x = draw(random, width, radius);
            var y = draw(random, height, radius);
            var forth = AffineTransform.getTranslateInstance(draw(random, width, radius * scale),
                    draw(random, height, radius * scale));
            forth.concatenate(turn);
            forth.translate(-x, -y);
            var back = new AffineTransform(forth);
            try {
                back.invert();
            } catch (NoninvertibleTransformException e) {
                throw new IllegalArgumentException("A scale of 0 leaves nothing to copy", e);
            }
            return new Place(x, y, forth, back);
        }

        private static int draw(Random random, int size, double radius) {
            var margin = (int) Math.ceil(Outline.REACH * radius) + 1;
            return margin + random.nextInt(Math.max(1, size - 2 * margin));
        }

        boolean apart(double radius, double scale) {
            var to = forth.transform(new Point2D.Double(x, y), null);
            return to.distance(x, y) > Outline.REACH * radius * (1 + scale);
        }

        /** Mean change of the green samples where the copy goes. */
        double change(BufferedImage image, double radius) {
            double sum = 0;
            var point = new double[2];
            for (int j = -PROBES; j <= PROBES; j++) {
                for (int i = -PROBES; i <= PROBES; i++) {
                    if (i * i + j * j < PROBES * PROBES) {
                        var fromX = (int) Math.round(x + radius * i / PROBES);
                        var fromY = (int) Math.round(y + radius * j / PROBES);
                        point[0] = fromX;
                        point[1] = fromY;
                        forth.transform(point, 0, point, 0, 1);
                        var there = image.getRGB((int) Math.round(point[0]), (int) Math.round(point[1]));
                        sum += Math.abs((image.getRGB(fromX, fromY) >> 8 & 0xff) - (there >> 8 & 0xff));
                    }
                }
            }
            return sum;
        }
    }
}
