/** Numerical kernels on flat arrays; they neither read files nor open windows. */
package io.palimpsest.signal;
