/** Labelled data sets, and what is fitted to and measured on them. */
package io.palimpsest.evaluate;
