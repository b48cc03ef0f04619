package dither.interchange;

import dither.codec.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A file of weights that some other program wrote. */
public interface WeightReader extends AutoCloseable {
    /**
     * Opens a file by its ending: {@code .onnx}, else safetensors.
     *
     * @throws FormatException if it is not whole, or holds what this program cannot read
     */
    static WeightReader open(Path path) throws IOException {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")
                ? OnnxReader.open(path)
                : SafetensorsReader.open(path);
    }

    /** Names of all tensors, in the order of the file. */
    List<String> names();

    /**
     * A tensor; its data are the file's own, valid until this is closed.
     *
     * @throws FormatException if it is larger than an array can be
     */
    NamedTensor tensor(String name) throws FormatException;

    @Override
    void close();
}
