package dither.interchange;

import dither.codec.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A file of weights that some other program wrote. */
public interface WeightReader extends AutoCloseable {
    /**
     * Opens a file by its ending: {@code .onnx}, else safetensors.
     *
     * @throws FormatException if it is not whole, or holds what this program cannot read
     */
    static WeightReader open(Path path) throws IOException {
        refuseOthers(path);
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")
                ? OnnxReader.open(path)
                : SafetensorsReader.open(path);
    }

    /** Says what a file is that is often taken for one of weights. */
    private static void refuseOthers(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return; // whoever opens it complains
        }
        byte[] first = new byte[4];
        try (InputStream in = Files.newInputStream(path)) {
            in.readNBytes(first, 0, first.length);
        }
        if (first[0] == (byte) 0x89 && first[1] == 'D') {
            throw new FormatException(path + " is a .dither file already; dither repack codes it anew");
        }
        if (first[0] == 'P' && first[1] == 'K' || first[0] == (byte) 0x80 && first[1] >= 2 && first[1] <= 5) {
            throw new FormatException(path + " looks like a PyTorch file; save its tensors as safetensors first");
        }
    }

    /** Names of all tensors, in the order of the file. */
    List<String> names();

    /**
     * A tensor; its data are the file's own, valid until this is closed.
     *
     * @throws FormatException if it is larger than an array can be
     */
    NamedTensor tensor(String name) throws FormatException;

    /** Notes that are no tensors. */
    default Map<String, String> metadata() {
        return Map.of();
    }

    /** Names of tensors that are not read, with the type for which that is so. */
    default Map<String, String> leftOut() {
        return Map.of();
    }

    @Override
    void close();
}
