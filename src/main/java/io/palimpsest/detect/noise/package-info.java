/** Detectors of noise and of high-pass statistics; one file per detector. */
package io.palimpsest.detect.noise;
