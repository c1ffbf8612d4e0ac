/** Data sets of pictures of which it is known what was altered. */
package io.palimpsest.evaluate.data;
