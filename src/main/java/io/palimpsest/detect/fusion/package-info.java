/** Detectors that judge the maps of others. */
package io.palimpsest.detect.fusion;
