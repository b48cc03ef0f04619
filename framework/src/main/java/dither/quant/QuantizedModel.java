package dither.quant;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A whole model as it is stored.
 *
 * @param metadata what else a reader should know, such as the model's name; sorted by key
 * @param tensors in the network's own order
 */
public record QuantizedModel(Map<String, String> metadata, List<QuantizedTensor> tensors) {
    public QuantizedModel {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        tensors = List.copyOf(tensors);
    }

    /** This model with more metadata. */
    public QuantizedModel with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(metadata);
        all.putAll(more);
        return new QuantizedModel(all, tensors);
    }
}
