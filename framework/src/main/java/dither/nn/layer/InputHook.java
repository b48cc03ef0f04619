package dither.nn.layer;

import java.lang.foreign.MemorySegment;

/** Watches, and may replace, what a layer multiplies with its weights. Channels lie last in memory. */
public interface InputHook {

    /**
     * Called in every forward pass.
     *
     * @param x what enters the layer
     * @param shape of {@code x}, examples first, channels last
     * @param out where to write what the layer shall see instead
     * @param training whether a backward pass may follow
     * @return whether {@code out} was written; if not, the layer sees {@code x}
     */
    boolean forward(MemorySegment x, long[] shape, MemorySegment out, boolean training);

    /** Turns the gradient of what was written into that of {@code x}, in place; called only if something was. */
    default void backward(MemorySegment x, long[] shape, MemorySegment gradient) {}
}
