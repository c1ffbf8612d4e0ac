package io.palimpsest.signal;

/** One Zernike moment from its definition, in the scale of {@link ZernikeMoments}. */
final class NaiveZernike {

    private NaiveZernike() {}

    static double magnitude(float[] image, int width, int height, int x, int y, int n, int m, int radius) {
        double pixels = 0;
        double level = 0;
        for (int dy = -radius; dy <= radius; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
                if (dx * dx + dy * dy <= radius * radius) {
                    pixels++;
                    level += n == 0 ? 0 : radial(n, m, dx, dy, radius) * Math.cos(m * Math.atan2(dy, dx));
                }
            }
        }
        double real = 0;
        double imaginary = 0;
        for (int dy = -radius; dy <= radius; dy++) {
            for (int dx = -radius; dx <= radius; dx++) {
                if (dx * dx + dy * dy <= radius * radius) {
                    var value = image[mirrored(y + dy, height) * width + mirrored(x + dx, width)];
                    var angle = m * Math.atan2(dy, dx);
                    var amount = radial(n, m, dx, dy, radius);
                    real += value * (amount * Math.cos(angle) - level / pixels);
                    imaginary += value * amount * Math.sin(angle);
                }
            }
        }
        return Math.sqrt((m == 0 ? 1 : 2) * (n + 1)) / pixels * Math.hypot(real, imaginary);
    }

    /** Jacobi's recurrence in place of factorials: R(n, m) = rho^m P((n - m) / 2; 0, m; 2 rho^2 - 1). */
    private static double radial(int n, int m, int dx, int dy, int radius) {
        var rho = Math.sqrt(dx * dx + dy * dy) / (radius + 0.5);
        var x = 2 * rho * rho - 1;
        double before = 0;
        double jacobi = 1;
        for (int k = 1; k <= (n - m) / 2; k++) {
            var a = 2.0 * k * (k + m) * (2 * k + m - 2);
            var next = k == 1
                    ? 1 + (m + 2) * (x - 1) / 2
                    : ((2 * k + m - 1) * ((2 * k + m) * (2 * k + m - 2) * x - m * m) * jacobi
                            - 2.0 * (k - 1) * (k + m - 1) * (2 * k + m) * before) / a;
            before = jacobi;
            jacobi = next;
        }
        return Math.pow(rho, m) * jacobi;
    }

    private static int mirrored(int at, int size) {
        while (at < 0 || at >= size) {
            at = at < 0 ? -1 - at : 2 * size - 1 - at;
        }
        return at;
    }
}
