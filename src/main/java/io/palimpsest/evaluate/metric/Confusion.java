package io.palimpsest.evaluate.metric;

/** Numbers of pixels (or of pictures): told altered or not, and altered or not. */
record Confusion(long hits, long alarms, long misses, long rejections) {

    /** Of the inverted mask. */
    Confusion inverted() {
        return new Confusion(misses, rejections, hits, alarms);
    }

    /** With the classes swapped: what is untouched is looked for. */
    Confusion swapped() {
        return new Confusion(rejections, misses, alarms, hits);
    }

    long positives() {
        return hits + misses;
    }

    /** NaN if nothing is altered and nothing told. */
    double f1() {
        return 2.0 * hits / (2 * hits + alarms + misses);
    }

    /** NaN if nothing is altered and nothing told. */
    double iou() {
        return (double) hits / (hits + alarms + misses);
    }

    double accuracy() {
        return (double) (hits + rejections) / (hits + alarms + misses + rejections);
    }

    /** 0 if nothing is told. */
    double precision() {
        return hits == 0 ? 0 : (double) hits / (hits + alarms);
    }

    double recall() {
        return (double) hits / positives();
    }

    /** Mean of the F1 of both classes, of those that occur in truth or prediction. */
    double macroF1() {
        var altered = f1();
        var untouched = swapped().f1();
        return Double.isNaN(altered) ? untouched : Double.isNaN(untouched) ? altered : (altered + untouched) / 2;
    }

    /** Matthews' correlation; 0 where a row or column is empty. */
    double correlation() {
        var norm = Math.sqrt((double) (hits + alarms)) * Math.sqrt((double) (hits + misses))
                * Math.sqrt((double) (rejections + alarms)) * Math.sqrt((double) (rejections + misses));
        return norm == 0 ? 0 : ((double) hits * rejections - (double) alarms * misses) / norm;
    }

    /** F1 from precision and recall with {@code guard} in each of the three denominators. */
    double f1(double guard) {
        var precision = hits / (hits + alarms + guard);
        var recall = hits / (hits + misses + guard);
        return 2 * precision * recall / (precision + recall + guard);
    }

    double iou(double guard) {
        return hits / (hits + alarms + misses + guard);
    }
}
