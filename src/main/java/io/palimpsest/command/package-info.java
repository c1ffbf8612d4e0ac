/** The commands that are no detector, and what they share with the command line. */
package io.palimpsest.command;
