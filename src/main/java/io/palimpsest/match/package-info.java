/** Parts of a picture that match each other: dense matching and its geometric verification. */
package io.palimpsest.match;
