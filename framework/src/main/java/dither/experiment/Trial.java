package dither.experiment;

import dither.data.DataSpec;
import dither.nn.Model;
import dither.quant.Method;
import dither.quant.Selection;
import dither.random.RandomStream;
import dither.train.Recipe;
import java.util.List;

/**
 * All that determines one result, and nothing about where or how it is computed.
 *
 * <p>A trial is a pipeline: train in float, fine-tune with the method, compress. Trials that agree in data, model,
 * pre-training and seed share the first stage.
 *
 * @param data what is learned
 * @param model what learns it
 * @param pretraining recipe of the float stage; null where the method trains from scratch
 * @param finetuning recipe of the stage in which the method acts
 * @param method how weights are quantised
 * @param selection which tensors are
 * @param seed the only source of randomness
 */
public record Trial(
        DataSpec data,
        Model model,
        Recipe pretraining,
        Recipe finetuning,
        Method method,
        Selection selection,
        long seed) {

    /** This trial with another method. */
    public Trial with(Method other) {
        return new Trial(data, model, pretraining, finetuning, other, selection, seed);
    }

    /** This trial with another seed. */
    public Trial seed(long other) {
        return new Trial(data, model, pretraining, finetuning, method, selection, other);
    }

    /** What names its result. */
    public Signature signature() {
        return Signature.of("trial", this);
    }

    /** The training that it needs, in order; each stage starts where the one before ended. */
    public List<Stage> stages() {
        Method trainedWith = method.afterTraining() ? new Method.Float32() : method;
        // A float stage is the same whatever would have been selected, so that all methods share it.
        Selection selected = trainedWith instanceof Method.Float32 ? Selection.standard() : selection;
        if (pretraining == null) {
            return List.of(new Stage(null, data, model, finetuning, trainedWith, selected, seed));
        }
        Stage first = new Stage(null, data, model, pretraining, new Method.Float32(), Selection.standard(), seed);
        return List.of(first, new Stage(first, data, model, finetuning, trainedWith, selected, seed));
    }

    /**
     * One training within trials.
     *
     * @param before where its weights come from; null for fresh ones
     */
    public record Stage(
            Stage before, DataSpec data, Model model, Recipe recipe, Method method, Selection selection, long seed) {

        /** What names its result. */
        public Signature signature() {
            return Signature.of("stage", this);
        }

        /** The seed of this stage's own randomness; differs between stages, or both would see one order of examples. */
        long trainingSeed() {
            return before == null
                    ? seed
                    : RandomStream.of(before.trainingSeed()).at("next stage").bits(0);
        }
    }
}
