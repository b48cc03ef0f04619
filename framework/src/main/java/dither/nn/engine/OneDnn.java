package dither.nn.engine;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The one oneDNN engine of this process, and the bridge from ND4J arrays to its memory. */
final class OneDnn {
    private static final boolean AVAILABLE = load();

    private OneDnn() {}

    /** Created on first use, so that platforms without the library can still ask {@link #available}. */
    private static final class Cpu {
        static final engine ENGINE = new engine(engine.kind.cpu, 0);
        static final stream STREAM = new stream(ENGINE);
    }

    static boolean available() {
        return AVAILABLE;
    }

    static engine engine() {
        return Cpu.ENGINE;
    }

    static stream stream() {
        return Cpu.STREAM;
    }

    static String version() {
        var version = dnnl.dnnl_version();
        return version.major() + "." + version.minor() + "." + version.patch();
    }

    /** Points {@code target} at the floats of {@code array}, without a copy. */
    static void bind(memory target, INDArray array) {
        bind(target, NativeArrays.address(array));
    }

    /** Points {@code target} at an address. */
    static void bind(memory target, long address) {
        target.set_data_handle(new Address(address));
    }

    private static boolean load() {
        try {
            dnnl.dnnl_version();
            return true;
        } catch (LinkageError missingForThisPlatform) {
            return false;
        }
    }

    /** A pointer that owns nothing. */
    private static final class Address extends Pointer {
        Address(long address) {
            super((Pointer) null);
            this.address = address;
        }
    }
}
