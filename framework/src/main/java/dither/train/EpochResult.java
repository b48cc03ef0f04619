package dither.train;

import dither.codec.SizeReport;

/** An epoch's metrics and the sizes of the model after it. */
public record EpochResult(EpochMetrics metrics, SizeReport sizes) {}
