package io.palimpsest.evaluate.metric;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Assignment of rows to columns with the largest total weight (the Hungarian algorithm on sparse weights, by shortest
 * augmenting paths); each row and each column is used at most once, and pairs that are not listed weigh 0.
 */
final class Assignment {

    /** Of each row, the columns that it may take. */
    private final int[][] columns;
    private final double[][] weights;

    /** Row that holds a column, or -1. Behind the real columns, one for each row stands for "none". */
    private final int[] holder;
    private final double[] prices;
    private final double[] distances;
    private final int[] from;
    private final boolean[] closed;
    private final int[] touched;
    private int touchedCount;
    private final PriorityQueue<Step> open = new PriorityQueue<>();
    private final int real;

    private Assignment(int[][] columns, double[][] weights, int real) {
        this.columns = columns;
        this.weights = weights;
        this.real = real;
        int all = real + columns.length;
        holder = new int[all];
        Arrays.fill(holder, -1);
        prices = new double[all];
        distances = new double[all];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        from = new int[all];
        closed = new boolean[all];
        touched = new int[all];
    }

    private record Step(double distance, int column) implements Comparable<Step> {

        @Override
        public int compareTo(Step other) {
            var order = Double.compare(distance, other.distance);
            return order != 0 ? order : Integer.compare(column, other.column);
        }
    }

    /**
     * Largest total weight.
     *
     * @param columns for each row the columns with a weight, none twice
     * @param weights the weights beside them, 0 to 1
     * @param count number of columns
     * @return sum of the weights of the chosen pairs
     */
    static double total(int[][] columns, double[][] weights, int count) {
        var assignment = new Assignment(columns, weights, count);
        for (int row = 0; row < columns.length; row++) {
            assignment.place(row);
        }
        double total = 0;
        for (int row = 0; row < columns.length; row++) {
            for (int i = 0; i < columns[row].length; i++) {
                total += assignment.holder[columns[row][i]] == row ? weights[row][i] : 0;
            }
        }
        return total;
    }

    private void place(int row) {
        touchedCount = 0;
        open.clear();
        relax(row, 0);
        var step = open.remove();
        while (closed[step.column()] || holder[step.column()] >= 0) {
            if (!closed[step.column()]) {
                closed[step.column()] = true;
                int next = holder[step.column()];
                relax(next, step.distance() - (cost(next, step.column()) - prices[step.column()]));
            }
            step = open.remove();
        }
        for (int i = 0; i < touchedCount; i++) {
            int column = touched[i];
            prices[column] += closed[column] ? distances[column] - step.distance() : 0;
            distances[column] = Double.POSITIVE_INFINITY;
            closed[column] = false;
        }
        for (int column = step.column();;) {
            int taker = from[column];
            int left = heldBy(taker, column);
            holder[column] = taker;
            if (taker == row) {
                return;
            }
            column = left;
        }
    }

    /** The column that a row holds other than the one given. */
    private int heldBy(int row, int except) {
        for (var column : columns[row]) {
            if (column != except && holder[column] == row) {
                return column;
            }
        }
        return real + row;
    }

    private void relax(int row, double base) {
        for (int i = 0; i < columns[row].length; i++) {
            offer(row, columns[row][i], base + 1 - weights[row][i] - prices[columns[row][i]]);
        }
        offer(row, real + row, base + 1 - prices[real + row]);
    }

    private void offer(int row, int column, double distance) {
        if (!closed[column] && distance < distances[column]) {
            if (distances[column] == Double.POSITIVE_INFINITY) {
                touched[touchedCount++] = column;
            }
            distances[column] = distance;
            from[column] = row;
            open.add(new Step(distance, column));
        }
    }

    private double cost(int row, int column) {
        for (int i = 0; i < columns[row].length; i++) {
            if (columns[row][i] == column) {
                return 1 - weights[row][i];
            }
        }
        return 1;
    }
}
