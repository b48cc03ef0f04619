/** Ablations: one setting of a method at a time, all else as in the tables; a class each, on small images unless it says otherwise. */
package dither.experiments.ablation;
