package dither.train;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.kernel.Updates;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** An optimiser at work on a list of tensors. */
final class Updater {
    private final Optimizer optimizer;
    private final List<MemorySegment> values;
    private final List<MemorySegment> gradients;
    private final List<MemorySegment> first = new ArrayList<>();
    private final List<MemorySegment> second = new ArrayList<>();

    /** Updates of each tensor so far, for Adam's bias correction: tensors may sit some steps out. */
    private final MemorySegment updates;

    Updater(Optimizer optimizer, List<MemorySegment> values, List<MemorySegment> gradients) {
        this.optimizer = optimizer;
        this.values = values;
        this.gradients = gradients;
        this.updates = Memory.allocate(values.size());
        for (MemorySegment tensor : values) {
            first.add(Memory.allocate(Memory.length(tensor)));
            second.add(Memory.allocate(optimizer instanceof Optimizer.Adam ? Memory.length(tensor) : 0));
        }
    }

    List<MemorySegment> gradients() {
        return gradients;
    }

    /** What must be kept to go on later. */
    List<MemorySegment> state() {
        List<MemorySegment> all = new ArrayList<>(first);
        all.addAll(second);
        all.add(updates);
        return all;
    }

    /** Forgets what was learned of the gradients. */
    void reset() {
        state().forEach(array -> array.fill((byte) 0));
    }

    /**
     * One update. Tensors without any gradient are left as they are if {@code skipsIdle}: a dropped layer says nothing of
     * its bits, and a centroid that is not in use yet has nowhere to go, but momentum would move them.
     *
     * @param scale what all gradients are multiplied by
     */
    void step(double rate, double decay, double scale, boolean skipsIdle) {
        for (int i = 0; i < values.size(); i++) {
            if (skipsIdle && Elementwise.isZero(gradients.get(i))) {
                continue;
            }
            long step = (long) Memory.get(updates, i) + 1;
            Memory.set(updates, i, step);
            switch (optimizer) {
                case Optimizer.Sgd(double momentum, boolean nesterov) ->
                    Updates.sgd(
                            values.get(i),
                            gradients.get(i),
                            first.get(i),
                            (float) rate,
                            (float) momentum,
                            (float) decay,
                            (float) scale,
                            nesterov);
                case Optimizer.Adam(double beta1, double beta2, double epsilon) ->
                    Updates.adam(
                            values.get(i),
                            gradients.get(i),
                            first.get(i),
                            second.get(i),
                            (float) rate,
                            (float) beta1,
                            (float) beta2,
                            (float) epsilon,
                            (float) decay,
                            (float) scale,
                            step);
            }
        }
    }
}
