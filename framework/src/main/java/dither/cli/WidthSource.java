package dither.cli;

import dither.codec.DitherReader;
import dither.codec.FormatException;
import dither.interchange.NamedTensor;
import dither.interchange.SafetensorsReader;
import dither.quant.stored.QuantizedTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A file that says how many bits each group of weights gets. */
sealed interface WidthSource extends AutoCloseable {
    /** Opens a file by its ending: {@code .dither} for the widths of a model that was trained, else safetensors. */
    static WidthSource open(Path path) throws IOException {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".dither")
                ? OfModel.read(path)
                : new OfIntegers(path, SafetensorsReader.open(path));
    }

    /** The tensors that have widths. */
    Set<String> names();

    /** Bits of each group of one of them. */
    List<Integer> widths(String name) throws FormatException;

    @Override
    void close();

    /** An integer tensor of widths, one per group, under the name of each weight. */
    record OfIntegers(Path path, SafetensorsReader file) implements WidthSource {
        @Override
        public Set<String> names() {
            return new LinkedHashSet<>(file.names());
        }

        @Override
        public List<Integer> widths(String name) throws FormatException {
            NamedTensor tensor = file.tensor(name);
            if (tensor.dtype().isFloat()) {
                throw new UsageException(path + " holds floats under " + name + "; widths are integers");
            }
            List<Integer> all = new ArrayList<>();
            for (long width : tensor.longs()) {
                all.add(Math.clamp(width, -1, Byte.MAX_VALUE)); // what is out of range is refused by the method
            }
            return all;
        }

        @Override
        public void close() {
            file.close();
        }
    }

    /** The widths that DiffQ learned for a model; a byte for each group, read once. */
    record OfModel(Map<String, byte[]> byName) implements WidthSource {
        private static OfModel read(Path path) throws IOException {
            Map<String, byte[]> byName = new LinkedHashMap<>();
            try (DitherReader file = DitherReader.open(path)) {
                for (String name : file.shapes().keySet()) {
                    if (file.tensor(name) instanceof QuantizedTensor.Grouped grouped) {
                        byName.put(name, grouped.widths());
                    }
                }
            }
            return new OfModel(byName);
        }

        @Override
        public Set<String> names() {
            return byName.keySet();
        }

        @Override
        public List<Integer> widths(String name) {
            List<Integer> all = new ArrayList<>();
            for (byte width : byName.get(name)) {
                all.add((int) width);
            }
            return all;
        }

        @Override
        public void close() {}
    }
}
