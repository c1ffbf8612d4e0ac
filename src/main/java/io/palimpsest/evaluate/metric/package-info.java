/**
 * The measures of the papers: how well maps, masks and scores agree with what is known of the pictures.
 *
 * <p>The way: {@link io.palimpsest.evaluate.metric.Ranking} compares one prediction with the truth, a
 * {@link io.palimpsest.evaluate.metric.Protocol} reads its scores from that, and a
 * {@link io.palimpsest.evaluate.metric.Pool} gathers a whole set into values with intervals.
 */
package io.palimpsest.evaluate.metric;
