package io.palimpsest.match;

import java.util.List;

import io.palimpsest.core.Affine;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.opencv.global.opencv_calib3d;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_calib3d.UsacParams;
import org.bytedeco.opencv.opencv_core.Mat;

/** OpenCV's MAGSAC++ for affine transforms (D. Barath et al., CVPR 2020), the same for the same seed. */
final class RobustAffine {

    private static final int ITERATIONS = 2000;
    private static final double CONFIDENCE = 0.999;

    private RobustAffine() {}

    /**
     * Fits a transform to matches with outliers.
     *
     * @return the transform, or null if there is none
     */
    static Affine of(List<Match> matches, double threshold, long seed) {
        if (matches.size() < 3) {
            return null;
        }
        try (var scope = new PointerScope()) {
            var from = new float[2 * matches.size()];
            var to = new float[from.length];
            for (int i = 0; i < matches.size(); i++) {
                from[2 * i] = (float) matches.get(i).x();
                from[2 * i + 1] = (float) matches.get(i).y();
                to[2 * i] = (float) matches.get(i).toX();
                to[2 * i + 1] = (float) matches.get(i).toY();
            }
            var parameters = new UsacParams().confidence(CONFIDENCE).isParallel(false).maxIterations(ITERATIONS)
                    .randomGeneratorState((int) seed).threshold(threshold)
                    .score(opencv_calib3d.SCORE_METHOD_MAGSAC).loMethod(opencv_calib3d.LOCAL_OPTIM_SIGMA)
                    .loIterations(10).loSampleSize(14).sampler(opencv_calib3d.SAMPLING_UNIFORM)
                    .final_polisher(opencv_calib3d.NONE_POLISHER);
            var model = opencv_calib3d.estimateAffine2D(points(from), points(to), new Mat(), parameters);
            if (model.empty()) {
                return null;
            }
            DoubleIndexer at = model.createIndexer();
            var transform = new Affine(at.get(0, 0), at.get(0, 1), at.get(0, 2), at.get(1, 0), at.get(1, 1),
                    at.get(1, 2));
            return Double.isFinite(transform.determinant()) && transform.determinant() != 0 ? transform : null;
        }
    }

    private static Mat points(float[] values) {
        var mat = new Mat(values.length / 2, 1, opencv_core.CV_32FC2);
        new FloatPointer(mat.data()).put(values);
        return mat;
    }
}
