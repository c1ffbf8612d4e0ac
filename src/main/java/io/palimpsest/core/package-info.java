/**
 * What is examined ({@link io.palimpsest.core.Specimen}), what examines it ({@link io.palimpsest.core.Detector}), what
 * comes out ({@link io.palimpsest.core.Evidence}), and the one way in which results are calibrated, thresholded, shown
 * and written.
 */
package io.palimpsest.core;
