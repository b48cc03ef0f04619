package dither.quant;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import dither.quant.tensor.OwnParameter;
import dither.quant.tensor.Selection;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.TrainingStep;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A method at work on one model.
 *
 * <p>The stored weights are what training moves. In each step {@link #perturb} writes what the network sees, the
 * network computes dL/d(seen), and {@link #pullBack} turns that into dL/d(stored) and the gradients of the method's own
 * parameters. For tensors that the method leaves alone, stored and seen are the same memory; tensors that are tied to
 * another show what that one shows, and give it their gradients.
 */
public final class Quantizer {
    private final List<Part> parts;
    private final SizeControl control;
    private final int phases;

    /** Whether phases begin with a look at the network as it is. */
    private final boolean phased;

    private final boolean half;

    private Quantizer(List<Part> parts, Assembly assembly, boolean half) {
        this.parts = List.copyOf(parts);
        this.control = assembly.control();
        this.phases = assembly.phases();
        this.phased = assembly.method() instanceof Ipq;
        this.half = half;
    }

    /**
     * One tensor of the model.
     *
     * @param quantizer null where the tensor stays in float
     * @param owner the part that a tied tensor shares its weights with, else null
     */
    private record Part(WeightTensor tensor, MemorySegment stored, TensorQuantizer quantizer, Part owner) {
        String name() {
            return tensor.name();
        }

        boolean isPerturbed() {
            return quantizer != null && stored != tensor.seen();
        }
    }

    /**
     * Puts {@code method} to work on the tensors as they are now.
     *
     * @param stream of what is random in the method itself, such as the start of k-means; noise has its own
     * @throws IllegalArgumentException if a setting does not fit a tensor, or the method quantises and no tensor is taken
     */
    public static Quantizer of(Method method, Selection selection, List<WeightTensor> tensors, RandomStream stream) {
        Map<String, Part> owners = new HashMap<>();
        List<Part> parts = new ArrayList<>();
        Assembly assembly = Assembly.of(method, selection, tensors, stream);
        for (WeightTensor tensor : tensors) {
            if (!Double.isFinite(Elementwise.squaredNorm(tensor.seen()))) {
                checkFinite(tensor);
            }
            if (tensor.tiedTo() != null) {
                Part owner = owners.get(tensor.tiedTo());
                tensor.seen().copyFrom(owner.tensor().seen());
                parts.add(new Part(tensor, owner.stored(), null, owner));
                continue;
            }
            TensorQuantizer quantizer = named(tensor, () -> assembly.quantizer(tensor));
            MemorySegment stored = tensor.seen();
            if (quantizer != null && !method.afterTraining()) {
                stored = Memory.allocate(tensor.length());
                stored.copyFrom(tensor.seen());
            }
            Part part = new Part(tensor, stored, quantizer, null);
            owners.put(tensor.name(), part);
            parts.add(part);
        }
        if (!(method instanceof Method.Float32) && parts.stream().allMatch(part -> part.quantizer() == null)) {
            throw new IllegalArgumentException(
                    method.label() + " has nothing to quantise: no tensor that is not excluded"
                            + " and has a shape for it holds more than " + selection.largestLeftAlone()
                            + " floats; lower the minimum size (minSizeMb) or exclude less");
        }
        if (assembly.control() != null) {
            assembly.control().checkTarget();
        }
        return new Quantizer(parts, assembly, selection.float16());
    }

    /** The sum of squares of finite numbers may overflow, so only the numbers themselves decide. */
    private static void checkFinite(WeightTensor tensor) {
        for (long i = 0; i < tensor.length(); i++) {
            if (!Float.isFinite(Memory.get(tensor.seen(), i))) {
                throw new IllegalArgumentException("tensor " + tensor.name() + " holds " + Memory.get(tensor.seen(), i)
                        + " at " + i + "; train it again");
            }
        }
    }

    /** Complaints of a tensor's quantiser name the tensor. */
    private static <T> T named(WeightTensor tensor, Supplier<T> action) {
        try {
            return action.get();
        } catch (IllegalArgumentException bad) {
            if (Pattern.compile("(^|\\W)" + Pattern.quote(tensor.name()) + "($|\\W)")
                    .matcher(bad.getMessage())
                    .find()) {
                throw bad;
            }
            throw new IllegalArgumentException("tensor " + tensor.name() + ": " + bad.getMessage(), bad);
        }
    }

    /**
     * Told that a step begins.
     *
     * @return whether a new phase of the method begins with it, for which optimisers start afresh
     */
    public boolean begin(TrainingStep now) {
        boolean phase = now.startsPhase(phases);
        if (phased && phase) {
            // What a phase finds out of the network must not depend on what its last step saw, or a resumed run, which
            // has not seen it, would find something else.
            perturb(RandomStream.of(0));
        }
        for (Part part : parts) {
            if (part.isPerturbed()) {
                named(part.tensor(), () -> {
                    part.quantizer().begin(now, part.stored());
                    return null;
                });
            }
        }
        if (control != null) {
            control.begin(now);
        }
        return phase && now.step() > 0;
    }

    /**
     * Writes the weights that the next forward pass sees.
     *
     * @param step names the noise: the same stream gives the same noise
     */
    public void perturb(RandomStream step) {
        for (Part part : parts) {
            if (part.isPerturbed()) {
                named(part.tensor(), () -> {
                    part.quantizer().perturb(part.stored(), part.tensor().seen(), step.at(part.name()));
                    return null;
                });
            } else if (part.owner() != null) {
                part.tensor().seen().copyFrom(part.owner().tensor().seen());
            }
        }
    }

    /** Lets a penalty on the size, if the method has one, act with this weight. */
    public void weighPenalty(double weight) {
        if (control != null) {
            control.weigh(weight);
        }
    }

    /** Turns dL/d(seen) into dL/d(stored) in place; {@code step} as given to {@link #perturb}. */
    public void pullBack(RandomStream step) {
        for (Part part : parts) {
            if (part.owner() != null) {
                Elementwise.add(part.tensor().gradient(), part.owner().tensor().gradient());
            }
        }
        for (Part part : parts) {
            if (part.isPerturbed()) {
                part.quantizer().pullBack(part.stored(), part.tensor().gradient(), step.at(part.name()));
            }
        }
    }

    /** Into how many equal phases the method cuts the training, each with the whole schedule of rates. */
    public int phases() {
        return phases;
    }

    /** What training moves of each tensor, in the model's order; that of its owner for a tied one. */
    public List<MemorySegment> stored() {
        return parts.stream().map(Part::stored).toList();
    }

    /** What training moves, each once, with its gradient. */
    public List<Trained> trained() {
        return parts.stream()
                .filter(part -> part.tensor().trained() && part.owner() == null)
                .map(part -> new Trained(part.stored(), part.tensor().gradient()))
                .toList();
    }

    /** A tensor that an optimiser moves. */
    public record Trained(MemorySegment values, MemorySegment gradient) {}

    /** Shows the network what training moved, without what the method does to it. */
    public void showStored() {
        for (Part part : parts) {
            part.tensor().seen().copyFrom(part.stored());
        }
    }

    /** What the method trains beside the weights. */
    public List<OwnParameter> own() {
        return parts.stream()
                .filter(part -> part.quantizer() != null)
                .flatMap(part -> part.quantizer().own().stream())
                .toList();
    }

    /** Everything of the method that must be kept to go on later, beside {@link #stored} and {@link #own}. */
    public List<MemorySegment> state() {
        List<MemorySegment> all = new ArrayList<>();
        for (Part part : parts) {
            if (part.quantizer() != null) {
                all.addAll(part.quantizer().state());
            }
        }
        if (control != null) {
            all.addAll(control.state());
        }
        return all;
    }

    /** Brings the method's own parameters back into their domain; called after each update of them. */
    public void afterUpdate() {
        for (Part part : parts) {
            if (part.quantizer() != null) {
                part.quantizer().afterUpdate();
            }
        }
    }

    /** Share of each tensor's weights that oscillate between two levels, where that is watched. */
    public Map<String, Double> oscillating() {
        Map<String, Double> shares = new TreeMap<>();
        for (Part part : parts) {
            if (part.quantizer() != null) {
                part.quantizer().oscillating().ifPresent(share -> shares.put(part.name(), share));
            }
        }
        return shares;
    }

    /** The model as it is stored. */
    public QuantizedModel quantize() {
        if (control != null) {
            control.fit();
        }
        List<QuantizedTensor> tensors = new ArrayList<>();
        for (Part part : parts) {
            if (!part.tensor().discarded()) {
                tensors.add(named(part.tensor(), () -> quantize(part)));
            }
        }
        return new QuantizedModel(Map.of(), tensors);
    }

    private QuantizedTensor quantize(Part part) {
        WeightTensor t = part.tensor();
        if (part.owner() != null) {
            return new QuantizedTensor.Tied(t.name(), t.shape(), part.owner().name());
        }
        if (part.quantizer() != null) {
            return part.quantizer().quantize(t.name(), t.shape(), part.stored());
        }
        float[] values = Memory.toArray(part.stored());
        return half && t.trained()
                ? new QuantizedTensor.Half(t.name(), t.shape(), QuantizedTensor.Half.round(t.name(), values))
                : new QuantizedTensor.Raw(t.name(), t.shape(), values, t.trained());
    }

    /**
     * Where numbers went bad: the first tensor in the network's order with a weight that is not finite, else the last one
     * with such a gradient, which is the nearest to the loss; null if all are finite.
     */
    public String firstNonFinite() {
        String found = null;
        for (Part part : parts) {
            if (!Double.isFinite(Elementwise.squaredNorm(part.stored()))) {
                return part.name();
            }
            if (part.tensor().trained()
                    && !Double.isFinite(Elementwise.squaredNorm(part.tensor().gradient()))) {
                found = part.name();
            }
        }
        return found;
    }
}
