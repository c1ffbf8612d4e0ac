/** Detectors of parts that match other parts of the picture; one file per detector. */
package io.palimpsest.detect.clone;
