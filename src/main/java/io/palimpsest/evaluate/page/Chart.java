package io.palimpsest.evaluate.page;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.DefaultXYDataset;

/**
 * A chart of lines over numbers, drawn by JFreeChart.
 *
 * <p>Lines differ in colour (P. Tol's palette, which the colour-blind can tell apart) and, from the eighth on, in their
 * dashes.
 */
public final class Chart {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int[] COLOURS = {0x4477aa, 0xee6677, 0x228833, 0xccbb44, 0x66ccee, 0xaa3377, 0x777777};
    private static final float[][] DASHES = {null, {7, 3}, {2, 3}, {9, 3, 2, 3}};

    private final String title;
    private final String across;
    private final String up;
    private final Map<String, double[][]> lines = new LinkedHashMap<>();
    private boolean unit;
    private boolean points;
    private boolean diagonal;

    /**
     * Begins a chart.
     *
     * @param title above it
     * @param across what the horizontal axis shows, with its unit
     * @param up what the vertical axis shows
     */
    public Chart(String title, String across, String up) {
        this.title = title;
        this.across = across;
        this.up = up;
    }

    /**
     * Begins a reliability diagram.
     *
     * @param title above it
     */
    public static Chart reliability(String title) {
        return new Chart(title, "probability that was told", "share of altered pixels").unit().points().diagonal();
    }

    /** Lets the horizontal axis go from 0 to 1, as the vertical one always does. */
    public Chart unit() {
        unit = true;
        return this;
    }

    /** Draws the diagonal: chance in a ROC curve, honesty in a reliability diagram. */
    public Chart diagonal() {
        diagonal = true;
        return this;
    }

    /** Marks the points that a line goes through. */
    public Chart points() {
        points = true;
        return this;
    }

    /**
     * Adds a line.
     *
     * @param name in the legend
     * @param x places of its points
     * @param y their values; NaN leaves a gap
     */
    public Chart line(String name, double[] x, double[] y) {
        lines.put(name, new double[][] {x, y});
        return this;
    }

    /** What stands above it. */
    String title() {
        return title;
    }

    /** Whether it has no lines. */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /**
     * Writes the chart.
     *
     * @param file a PNG of 640 x 480 pixels
     * @throws IOException if that fails
     */
    public void write(Path file) throws IOException {
        Png.write(file, drawn().createBufferedImage(WIDTH, HEIGHT));
    }

    private JFreeChart drawn() {
        var data = new DefaultXYDataset();
        lines.forEach(data::addSeries);
        var plot = new XYPlot(data, axis(across, unit), axis(up, true), new XYLineAndShapeRenderer(true, points));
        var chart = new JFreeChart(null, JFreeChart.DEFAULT_TITLE_FONT, plot, true);
        ChartFactory.getChartTheme().apply(chart);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        for (int i = 0; i < lines.size(); i++) {
            var dash = DASHES[i / COLOURS.length % DASHES.length];
            plot.getRenderer().setSeriesPaint(i, new Color(COLOURS[i % COLOURS.length]));
            plot.getRenderer().setSeriesStroke(i, dash == null
                    ? new BasicStroke(2)
                    : new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0));
        }
        if (diagonal) {
            plot.addAnnotation(new XYLineAnnotation(0, 0, 1, 1, new BasicStroke(1), Color.GRAY));
        }
        chart.setBackgroundPaint(Color.WHITE);
        chart.setTitle(new TextTitle(title, new Font(Font.SANS_SERIF, Font.BOLD, 14)));
        chart.getLegend().setPosition(RectangleEdge.RIGHT);
        return chart;
    }

    private static NumberAxis axis(String label, boolean unit) {
        var axis = new NumberAxis(label);
        if (unit) {
            axis.setRange(0, 1);
        } else {
            axis.setAutoRangeIncludesZero(false);
        }
        return axis;
    }
}
