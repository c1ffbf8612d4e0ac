/** Detectors of JPEG history; one file per detector. */
package io.palimpsest.detect.jpeg;
