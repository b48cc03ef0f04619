package dither.nn.layer.audio;

import static dither.nn.engine.NativeArrays.memory;

import dither.kernel.Memory;
import java.lang.foreign.MemorySegment;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The middle of signals. */
final class Middle {
    private Middle() {}

    /** The middle {@code time} places of example {@code n} of a signal [batch, time, channels]; of an odd rest, less is left out in front. */
    static MemorySegment of(INDArray signal, long n, long time) {
        long channels = signal.size(2);
        long offset = (signal.size(1) - time) / 2;
        return Memory.slice(memory(signal), (n * signal.size(1) + offset) * channels, time * channels);
    }
}
