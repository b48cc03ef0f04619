package dither.quant;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A method at work on one model.
 *
 * <p>The stored weights are what training moves. In each step {@link #perturb} writes what the network sees, the
 * network computes dL/d(seen), and {@link #pullBack} turns that into dL/d(stored) and the gradients of the method's own
 * parameters. For tensors that the method leaves alone, stored and seen are the same memory.
 */
public final class Quantizer {
    private final List<Part> parts;

    private Quantizer(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** One tensor of the model; {@code quantizer} is null where the tensor stays in float. */
    private record Part(WeightTensor tensor, MemorySegment stored, TensorQuantizer quantizer) {}

    /**
     * Puts {@code method} to work on the tensors as they are now.
     *
     * @throws IllegalArgumentException if a setting does not fit a tensor, or the method quantises and no tensor is taken
     */
    public static Quantizer of(Method method, Selection selection, List<WeightTensor> tensors) {
        List<Part> parts = new ArrayList<>();
        for (WeightTensor tensor : tensors) {
            if (!Double.isFinite(Elementwise.squaredNorm(tensor.seen()))) {
                throw new IllegalArgumentException(
                        "tensor " + tensor.name() + " holds numbers that are not finite; train it again");
            }
            boolean taken = tensor.trained() && selection.takes(tensor.name(), tensor.length());
            TensorQuantizer quantizer = taken ? quantizer(method, tensor) : null;
            boolean sameMemory = quantizer == null || method instanceof Method.PostTraining;
            MemorySegment stored = tensor.seen();
            if (!sameMemory) {
                stored = Memory.allocate(tensor.length());
                stored.copyFrom(tensor.seen());
            }
            parts.add(new Part(tensor, stored, quantizer));
        }
        if (!(method instanceof Method.Float32) && parts.stream().allMatch(part -> part.quantizer() == null)) {
            throw new IllegalArgumentException("no tensor has more than " + selection.minSizeMb() + " MB, so "
                    + method.label() + " has nothing to quantise; lower minSizeMb");
        }
        return new Quantizer(parts);
    }

    private static TensorQuantizer quantizer(Method method, WeightTensor tensor) {
        return switch (method) {
            case Method.Float32() -> null;
            case Method.PostTraining(int bits) -> new UniformGrid(bits);
            case Method.SteQat(int bits) -> new UniformGrid(bits);
            case Method.Lsq lsq -> new LsqTensor(lsq, tensor.name(), tensor.seen());
            case Method.DiffQ diffQ -> new DiffQTensor(diffQ, tensor.name(), tensor.length());
            case Method.QuantNoise noise -> new IntNoiseTensor(noise);
        };
    }

    /**
     * Writes the weights that the next forward pass sees.
     *
     * @param step names the noise: the same stream gives the same noise
     */
    public void perturb(RandomStream step) {
        for (Part part : parts) {
            if (perturbed(part)) {
                part.quantizer()
                        .perturb(
                                part.stored(),
                                part.tensor().seen(),
                                step.at(part.tensor().name()));
            }
        }
    }

    /** Turns dL/d(seen) into dL/d(stored) in place; {@code step} as given to {@link #perturb}. */
    public void pullBack(RandomStream step) {
        for (Part part : parts) {
            if (perturbed(part)) {
                part.quantizer()
                        .pullBack(
                                part.stored(),
                                part.tensor().gradient(),
                                step.at(part.tensor().name()));
            }
        }
    }

    private static boolean perturbed(Part part) {
        return part.stored() != part.tensor().seen();
    }

    /** What training moves of each tensor, in the model's order. */
    public List<MemorySegment> stored() {
        return parts.stream().map(Part::stored).toList();
    }

    /** What the method trains beside the weights. */
    public List<OwnParameter> own() {
        return parts.stream()
                .filter(part -> part.quantizer() != null)
                .flatMap(part -> part.quantizer().own().stream())
                .toList();
    }

    /** Brings the method's own parameters back into their domain; called after each update of them. */
    public void afterUpdate() {
        parts.stream()
                .filter(part -> part.quantizer() != null)
                .forEach(part -> part.quantizer().afterUpdate());
    }

    /** The model as it is stored. */
    public QuantizedModel quantize() {
        List<QuantizedTensor> tensors = new ArrayList<>();
        for (Part part : parts) {
            WeightTensor t = part.tensor();
            tensors.add(
                    part.quantizer() == null
                            ? new QuantizedTensor.Raw(t.name(), t.shape(), Memory.toArray(part.stored()), t.trained())
                            : part.quantizer().quantize(t.name(), t.shape(), part.stored()));
        }
        return new QuantizedModel(Map.of(), tensors);
    }

    /**
     * Where numbers went bad: the first tensor in the network's order with a weight that is not finite, else the last one
     * with such a gradient, which is the nearest to the loss; null if all are finite.
     */
    public String firstNonFinite() {
        String found = null;
        for (Part part : parts) {
            if (!Double.isFinite(Elementwise.squaredNorm(part.stored()))) {
                return part.tensor().name();
            }
            if (part.tensor().trained()
                    && !Double.isFinite(Elementwise.squaredNorm(part.tensor().gradient()))) {
                found = part.tensor().name();
            }
        }
        return found;
    }
}
