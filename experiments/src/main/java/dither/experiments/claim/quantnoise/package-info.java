/** What the Quant-Noise paper claims; a class each. */
package dither.experiments.claim.quantnoise;
