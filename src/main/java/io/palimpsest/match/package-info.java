/** Keypoints, their matches and the geometry of what matches; the only package that touches OpenCV. */
package io.palimpsest.match;
