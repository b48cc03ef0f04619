/**
 * Benchmarks: {@link dither.bench.StepBench} times whole training steps of every method side by side, {@link dither.bench.ModelsCommand} every architecture, {@link
 * dither.bench.KernelBench} single kernels. Figures and how they were measured are in {@code bench/README.md}.
 */
package dither.bench;
