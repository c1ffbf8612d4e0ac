/** Traces of scaling and rotation. */
package io.palimpsest.detect.resampling;
