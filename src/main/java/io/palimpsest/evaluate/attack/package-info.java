/** What is done to pictures to see whether detectors still find what was altered. */
package io.palimpsest.evaluate.attack;
