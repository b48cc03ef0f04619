/**
 * Vector API loops over float memory: noise, fake quantisation, nearest centroids, batch normalisation,
 * optimiser updates.
 *
 * <p>Everything here works on {@link java.lang.foreign.MemorySegment}s of native-order floats and keeps no state. Work is
 * cut into a fixed number of blocks whatever the number of threads, and partial sums are added in block order, so one
 * machine gives the same bits with 1, 2 or 4 threads ({@link dither.kernel.Blocks}). Sums never use
 * {@code reduceLanes}, whose order for floats is unspecified, and no loop calls the vector math library, whose results
 * differ between the interpreter and the compiled code of one run ({@link dither.kernel.Lanes}).
 */
package dither.kernel;
