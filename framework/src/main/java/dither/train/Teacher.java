package dither.train;

import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.Parameter;
import dither.nn.layer.Target;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The network as it was when training began, whose class probabilities are targets for what it becomes.
 *
 * <p>Targets are {@code (1 - share) onehot + share teacher(x)} at temperature 1; of mixed images, their mixed labels for {@code onehot}. Cross-entropy with them has the gradient of
 * {@code (1 - share) CE(labels) + share KL(teacher || student)}: LSQ uses one half (Esser et al. 2020, section 3.4), iPQ
 * the teacher alone (Stock et al. 2020, section 3.3).
 */
final class Teacher {
    private final Network network;
    private final double share;
    private final LayerInputs inputs;
    private final List<MemorySegment> weights = new ArrayList<>();

    /** Where the network's own weights wait while the teacher speaks. */
    private final List<MemorySegment> student = new ArrayList<>();

    /** @param inputs activation quantisation of the network, which the teacher does without; null for none */
    Teacher(Network network, double share, LayerInputs inputs) {
        this.network = network;
        this.share = share;
        this.inputs = inputs;
        for (Parameter parameter : network.parameters()) {
            weights.add(parameter.copy());
            student.add(parameter.copy());
        }
    }

    /**
     * The batch with the teacher's targets; afterwards the network has its own weights again.
     *
     * @param skipped blocks that the student leaves out; the teacher uses all
     */
    Batch teach(Batch batch, Set<String> skipped) {
        List<Parameter> parameters = network.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            student.get(i).copyFrom(parameters.get(i).values());
            parameters.get(i).values().copyFrom(weights.get(i));
        }
        network.skip(Set.of());
        pause(true);
        float[][] targets = network.predict(batch);
        pause(false);
        network.skip(skipped);
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).values().copyFrom(student.get(i));
        }
        for (int i = 0; i < targets.length; i++) {
            for (int c = 0; c < targets[i].length; c++) {
                targets[i][c] = (float) ((1 - share) * label(batch.target(), i, c) + share * targets[i][c]);
            }
        }
        return batch.with(new Target.Shares(targets));
    }

    /** How probable a class is for an example without the teacher; mixed images have several. */
    private static double label(Target target, int example, int c) {
        return switch (target) {
            case Target.Labels(int[] labels) -> labels[example] == c ? 1 : 0;
            case Target.Shares(float[][] shares) -> shares[example][c];
            case Target.Values _ ->
                throw new IllegalArgumentException("distillation needs classes, and this task's targets are numbers");
        };
    }

    private void pause(boolean on) {
        if (inputs != null) {
            inputs.pause(on);
        }
    }
}
