/** What the DiffQ paper claims, and what we ask of its widths beside that; a class each. */
package dither.experiments.claim.diffq;
