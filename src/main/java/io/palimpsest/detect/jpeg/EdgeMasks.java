package io.palimpsest.detect.jpeg;

/**
 * The 58 ways in which CAGI cuts a tile of 10x10 pixels into a white and a black part, to find edges in it.
 *
 * <p>The border between the parts lies at various angles and distances from the corners. The white part is one run of columns in each row.
 */
final class EdgeMasks {

    static final int SIZE = 10;

    /** One mask a line, one row an entry: first and last white column, or dots for none. */
    private static final String TABLE = """
            .. .. .. .. .. .. .. .. .. 09
            .. .. .. .. .. .. .. 09 09 09
            .. .. .. .. .. 09 09 09 09 09
            .. .. .. 09 09 09 09 09 09 09
            .. 09 09 09 09 09 09 09 09 09
            .. .. .. .. .. .. .. 79 39 09
            .. .. .. .. .. 79 39 09 09 09
            .. .. .. 79 39 09 09 09 09 09
            .. 79 39 09 09 09 09 09 09 09
            .. .. .. .. .. .. .. 89 69 49
            .. .. .. .. .. 89 69 49 29 09
            .. .. .. 89 69 49 29 09 09 09
            .. 89 69 49 29 09 09 09 09 09
            69 49 29 09 09 09 09 09 09 09
            .. .. .. .. .. 99 89 79 69 59
            .. .. .. 99 89 79 69 59 49 39
            .. 99 89 79 69 59 49 39 29 19
            89 79 69 59 49 39 29 19 09 09
            69 59 49 39 29 19 09 09 09 09
            59 49 39 29 19 09 09 09 09 09
            02 02 01 01 00 00 .. .. .. ..
            04 04 03 03 02 02 01 01 00 00
            06 06 05 05 04 04 03 03 02 02
            08 08 07 07 06 06 05 05 04 04
            09 09 09 09 08 08 07 07 06 06
            02 02 02 01 01 01 01 00 00 00
            04 04 04 03 03 03 03 02 02 02
            06 06 06 05 05 05 05 04 04 04
            08 08 08 07 07 07 07 06 06 06
            00 00 00 00 00 00 00 00 00 00
            02 02 02 02 02 02 02 02 02 02
            04 04 04 04 04 04 04 04 04 04
            06 06 06 06 06 06 06 06 06 06
            08 08 08 08 08 08 08 08 08 08
            00 00 00 01 01 01 01 02 02 02
            02 02 02 03 03 03 03 04 04 04
            04 04 04 05 05 05 05 06 06 06
            06 06 06 07 07 07 07 08 08 08
            .. .. .. .. 00 00 01 01 02 02
            00 00 01 01 02 02 03 03 04 04
            02 02 03 03 04 04 05 05 06 06
            04 04 05 05 06 06 07 07 08 08
            06 06 07 07 08 08 09 09 09 09
            .. .. .. .. .. 00 01 02 03 04
            .. .. .. .. 00 01 02 03 04 05
            .. .. 00 01 02 03 04 05 06 07
            00 01 02 03 04 05 06 07 08 09
            02 03 04 05 06 07 08 09 09 09
            04 05 06 07 08 09 09 09 09 09
            .. .. .. .. .. .. .. 01 03 05
            .. .. .. .. .. 01 03 05 07 09
            .. .. .. 01 03 05 07 09 09 09
            .. 01 03 05 07 09 09 09 09 09
            03 05 07 09 09 09 09 09 09 09
            .. .. .. .. .. .. .. 02 06 09
            .. .. .. .. .. 02 06 09 09 09
            .. .. .. 02 06 09 09 09 09 09
            .. 02 06 09 09 09 09 09 09 09
            """;

    private static final int[][] FROM = new int[58][SIZE];
    private static final int[][] TO = new int[58][SIZE];
    private static final int[] WHITE = new int[58];

    static {
        var lines = TABLE.split("\n");
        for (int mask = 0; mask < WHITE.length; mask++) {
            var entries = lines[mask].split(" ");
            for (int row = 0; row < SIZE; row++) {
                if (!entries[row].equals("..")) {
                    FROM[mask][row] = entries[row].charAt(0) - '0';
                    TO[mask][row] = entries[row].charAt(1) - '0' + 1;
                }
                WHITE[mask] += TO[mask][row] - FROM[mask][row];
            }
        }
    }

    private EdgeMasks() {}

    static int count() {
        return WHITE.length;
    }

    static boolean white(int mask, int row, int column) {
        return column >= FROM[mask][row] && column < TO[mask][row];
    }

    /**
     * How strong the best fitting edge in a tile is: the largest difference between the means of the two parts, in
     * percent of 255. Exactly 0 only if no mask tells its parts apart.
     *
     * @param tile 10x10 integer grey values 0 to 255, row by row
     */
    static double response(int[] tile) {
        var sums = new int[SIZE][SIZE + 1];
        int all = 0;
        for (int row = 0; row < SIZE; row++) {
            for (int column = 0; column < SIZE; column++) {
                sums[row][column + 1] = sums[row][column] + tile[row * SIZE + column];
            }
            all += sums[row][SIZE];
        }
        double strongest = 0;
        for (int mask = 0; mask < WHITE.length; mask++) {
            int white = 0;
            for (int row = 0; row < SIZE; row++) {
                white += sums[row][TO[mask][row]] - sums[row][FROM[mask][row]];
            }
            var whites = WHITE[mask];
            var blacks = SIZE * SIZE - whites;
            var difference = Math.abs(white * blacks - (all - white) * whites);
            strongest = Math.max(strongest, 100.0 * difference / (255.0 * whites * blacks));
        }
        return strongest;
    }
}
