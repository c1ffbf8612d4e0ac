/** Runs evaluations: examines labelled pictures, keeps what was scored, sums it up and compares. */
package io.palimpsest.evaluate.run;
