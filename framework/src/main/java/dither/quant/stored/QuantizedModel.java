package dither.quant.stored;

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

    /** The floats that a tensor of this model stands for, those of its owner if it is tied. */
    public float[] dequantize(QuantizedTensor tensor) {
        if (!(tensor instanceof QuantizedTensor.Tied tied)) {
            return tensor.dequantize();
        }
        for (QuantizedTensor other : tensors) {
            if (other.name().equals(tied.owner()) && !(other instanceof QuantizedTensor.Tied)) {
                return other.dequantize();
            }
        }
        throw new IllegalArgumentException(
                tied.name() + " is stored as " + tied.owner() + ", which the model does not hold");
    }

    /** This model with more metadata. */
    public QuantizedModel with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(metadata);
        all.putAll(more);
        return new QuantizedModel(all, tensors);
    }
}
