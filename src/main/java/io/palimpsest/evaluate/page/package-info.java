/** Draws evaluations: charts, pictures beside their maps, and the page that holds them. */
package io.palimpsest.evaluate.page;
