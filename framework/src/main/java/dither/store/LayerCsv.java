package dither.store;

import dither.codec.Size;
import dither.codec.SizeReport;
import dither.train.EpochResult;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The per-layer table of a run: a line per epoch and counted tensor; oscillating weights where they are watched. */
final class LayerCsv {
    private LayerCsv() {}

    static String of(List<EpochResult> results) {
        StringBuilder csv = new StringBuilder("epoch,layer,shape,weights,mean_bits,bit_histogram");
        Size.COUNTED.forEach(size -> csv.append(',').append(size.label()));
        boolean watched =
                results.stream().anyMatch(result -> !result.oscillating().isEmpty());
        csv.append(watched ? ",oscillating\n" : "\n");
        for (EpochResult result : results) {
            for (SizeReport.Layer layer : result.sizes().layers()) {
                if (layer.counted()) {
                    csv.append(line(result.metrics().epoch(), layer));
                    if (watched) {
                        csv.append(',').append(result.oscillating().getOrDefault(layer.name(), 0.0));
                    }
                    csv.append('\n');
                }
            }
        }
        return csv.toString();
    }

    /**
     * The widths in what {@link #of} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    static List<LayerBits> bits(String csv) {
        return csv.lines()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(columns -> {
                    if (columns.length < 6) {
                        throw new IllegalArgumentException("a line of " + columns.length + " columns");
                    }
                    SortedMap<Integer, Long> weights = new TreeMap<>();
                    // Blocks of product quantisation share their bits: such layers have no histogram.
                    if (!columns[5].isEmpty()) {
                        for (String each : columns[5].split(" ")) {
                            String[] parts = each.split(":");
                            if (parts.length != 2) {
                                throw new IllegalArgumentException("'" + each + "' instead of width:weights");
                            }
                            weights.put(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
                        }
                    }
                    return new LayerBits(Integer.parseInt(columns[0]), columns[1], weights);
                })
                .toList();
    }

    private static String line(int epoch, SizeReport.Layer layer) {
        StringJoiner line = new StringJoiner(",");
        line.add(String.valueOf(epoch)).add(layer.name());
        StringJoiner shape = new StringJoiner("x");
        layer.shape().forEach(size -> shape.add(String.valueOf(size)));
        line.add(shape.toString())
                .add(String.valueOf(layer.weights()))
                .add(String.format(Locale.ROOT, "%.4f", layer.meanBits()))
                .add(histogram(layer));
        for (Size size : Size.COUNTED) {
            line.add(String.format(Locale.ROOT, "%.1f", layer.bytes(size)));
        }
        return line.toString();
    }

    /** {@code width:weights} for each width that occurs. */
    private static String histogram(SizeReport.Layer layer) {
        return layer.weightsByWidth().entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
