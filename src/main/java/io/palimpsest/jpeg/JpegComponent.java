package io.palimpsest.jpeg;

/**
 * One component (luma, chroma, ink) of a JPEG file.
 *
 * @param id as the file numbers it
 * @param horizontalSampling 1 to 4; the ratio to the largest of all components tells the subsampling
 * @param verticalSampling 1 to 4
 * @param quantisation table in force when the component's first scan began; all ones when the file ends before both
 * @param width in samples of this component
 * @param height in samples of this component
 * @param coefficients quantised, as in the file
 */
public record JpegComponent(
        int id,
        int horizontalSampling,
        int verticalSampling,
        QuantisationTable quantisation,
        int width,
        int height,
        CoefficientPlane coefficients) {}
