package dither.train;

import dither.kernel.Elementwise;
import dither.quant.Quantizer;
import dither.quant.tensor.OwnParameter;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Training cannot go on: a line that names the epoch, what broke and the last good checkpoint. */
public final class TrainingFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TrainingFailure(String message) {
        super(message);
    }

    /**
     * Says where a training broke.
     *
     * @param what was seen, and when
     * @param own what is trained beside the weights
     * @param checkpoint the last good one
     */
    static TrainingFailure of(String what, Quantizer quantizer, List<OwnParameter> own, String checkpoint) {
        // Broken logits break the gradients of all weights, so they come first; their own gradients come from those.
        String bad = Stream.of(
                        nonFinite(own, OwnParameter::values),
                        Optional.ofNullable(quantizer.firstNonFinite()),
                        nonFinite(own, OwnParameter::gradient))
                .flatMap(Optional::stream)
                .findFirst()
                .map(name -> "bad numbers in " + name)
                .orElse("all weights and gradients are finite");
        return new TrainingFailure(
                what + "; " + bad + "; last good checkpoint: " + checkpoint + "; lower the rate or set clipNorm");
    }

    private static Optional<String> nonFinite(List<OwnParameter> own, Function<OwnParameter, MemorySegment> numbers) {
        return own.stream()
                .filter(one -> !Double.isFinite(Elementwise.squaredNorm(numbers.apply(one))))
                .map(OwnParameter::name)
                .findFirst();
    }
}
