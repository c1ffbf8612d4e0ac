/** Detectors that look at the picture itself with a trained network. */
package io.palimpsest.detect.learned;
