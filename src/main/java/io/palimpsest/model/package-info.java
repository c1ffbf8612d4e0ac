/** Networks: their cards, where they are found, and running them on a picture of any size. */
package io.palimpsest.model;
