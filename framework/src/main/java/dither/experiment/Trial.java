package dither.experiment;

import dither.Added;
import dither.data.DataSpec;
import dither.data.ImageSpec;
import dither.data.MusicSpec;
import dither.data.PairSpec;
import dither.data.TextSpec;
import dither.kernel.Checks;
import dither.nn.Structure;
import dither.nn.engine.Compute;
import dither.nn.zoo.Model;
import dither.quant.Ipq;
import dither.quant.Lsq;
import dither.quant.LsqPlus;
import dither.quant.Method;
import dither.quant.activation.Activations;
import dither.quant.tensor.Selection;
import dither.random.RandomStream;
import dither.train.Recipe;
import java.util.ArrayList;
import java.util.List;

/**
 * All that determines one result, and nothing about where or how it is computed.
 *
 * <p>A trial is a pipeline: train in float, prepare by another method, fine-tune with the method, compress; the first two
 * are left out where they are null. Trials that agree in data, model, first stages and seed share them.
 *
 * @param data what is learned
 * @param model what learns it
 * @param pretraining recipe of the float stage; null where the method trains from scratch
 * @param finetuning recipe of the stage in which the method acts
 * @param method how weights are quantised
 * @param selection which tensors are
 * @param seed the only source of randomness
 * @param preparation a training with another method between the two, such as Quant-Noise before iPQ; null for none
 * @param structure what is done to whole blocks
 * @param activations how activations are rounded; null to leave them alone
 * @param compute in which numbers products and convolutions are computed
 * @param batchNormBatches batches of training data on which running statistics of batch norms are estimated anew with the weights as they
 *     are stored; 0 leaves those that training had
 */
public record Trial(
        DataSpec data,
        Model model,
        Recipe pretraining,
        Recipe finetuning,
        Method method,
        Selection selection,
        long seed,
        @Added(before = "null") Preparation preparation,
        @Added(before = NO_STRUCTURE) Structure structure,
        @Added(before = "null") Activations activations,
        @Added(before = "\"FLOAT32\"") Compute compute,
        @Added(before = "0") int batchNormBatches) {
    private static final String NO_STRUCTURE = "{\"layerDrop\":0.0,\"pruning\":false,\"sharing\":false}";

    public Trial {
        Checks.atLeast("batchNormBatches", batchNormBatches, 0);
        Recipe first = pretraining != null ? pretraining : preparation != null ? preparation.recipe() : finetuning;
        if (first.distillation() > 0) {
            throw new IllegalArgumentException(
                    "distillation in a stage that starts from fresh weights would teach noise;"
                            + " give a pretraining recipe, or leave it to later stages");
        }
        if (method instanceof Ipq && pretraining == null && preparation == null) {
            throw new IllegalArgumentException(
                    "iPQ keeps the codebooks that it finds in the weights it starts from, and fresh ones hold noise;"
                            + " give a pretraining recipe or a preparation");
        }
        checkEdges(data, method, activations);
    }

    /** Which layers are first and last follows from the order of parameters, in which not all networks have them. */
    private static void checkEdges(DataSpec data, Method method, Activations activations) {
        boolean weights = switch (method) {
            case Lsq lsq -> lsq.edgeBits() > 0;
            case LsqPlus lsq -> lsq.edgeBits() > 0;
            default -> false;
        };
        boolean inputs = activations != null && activations.edgeBits() > 0;
        boolean known = switch (data) {
            case ImageSpec _, PairSpec _ -> true;
            case TextSpec _ -> !weights && !inputs; // the last layer is the embedding, which is the first, too
            case MusicSpec _ -> !inputs; // inputs of its first and last convolutions are not rounded
        };
        if (!known) {
            throw new IllegalArgumentException("edgeBits cannot be set on " + data.label()
                    + ": which layers of its network are first and last cannot be told from the order of its"
                    + " parameters; set edgeBits to 0");
        }
    }

    /** Without preparation, all blocks as they are, activations in float. */
    public Trial(
            DataSpec data,
            Model model,
            Recipe pretraining,
            Recipe finetuning,
            Method method,
            Selection selection,
            long seed) {
        this(
                data,
                model,
                pretraining,
                finetuning,
                method,
                selection,
                seed,
                null,
                Structure.none(),
                null,
                Compute.FLOAT32,
                0);
    }

    /** A float network, to be varied: seed 0. */
    public static Trial float32(
            DataSpec data, Model model, Recipe pretraining, Recipe finetuning, Selection selection) {
        return new Trial(data, model, pretraining, finetuning, new Method.Float32(), selection, 0);
    }

    /** A stage between float training and the method's own. */
    public record Preparation(Recipe recipe, Method method) {
        public Preparation {
            // What follows starts from the weights that training moved: those of codebooks stand still.
            if (method.afterTraining() || method instanceof Ipq) {
                throw new IllegalArgumentException(method.label()
                        + " leaves no trained weights to go on from; prepare by a method that trains them, such as"
                        + " Quant-Noise");
            }
        }
    }

    /** This trial with another method. */
    public Trial with(Method other) {
        return copy(other, seed, preparation, structure, activations, compute, batchNormBatches);
    }

    /** This trial with another recipe for the stage in which the method acts. */
    public Trial with(Recipe other) {
        return trained(pretraining, other);
    }

    /** This trial with another recipe for float training before all else; null for none. */
    public Trial pretrained(Recipe other) {
        return trained(other, finetuning);
    }

    /** This trial with another seed. */
    public Trial seed(long other) {
        return copy(method, other, preparation, structure, activations, compute, batchNormBatches);
    }

    /** This trial prepared by another training; null for none. */
    public Trial preparedBy(Preparation other) {
        return copy(method, seed, other, structure, activations, compute, batchNormBatches);
    }

    /** This trial prepared by another method, by the recipe of its own. */
    public Trial preparedBy(Method other) {
        return preparedBy(new Preparation(finetuning, other));
    }

    /** This trial with something done to blocks. */
    public Trial with(Structure other) {
        return copy(method, seed, preparation, other, activations, compute, batchNormBatches);
    }

    /** This trial with rounded activations; null for none. */
    public Trial with(Activations other) {
        return copy(method, seed, preparation, structure, other, compute, batchNormBatches);
    }

    /** This trial computed in other numbers. */
    public Trial with(Compute other) {
        return copy(method, seed, preparation, structure, activations, other, batchNormBatches);
    }

    /** This trial with batch norms estimated anew on so many batches; 0 for as training left them. */
    public Trial withBatchNormOn(int batches) {
        return copy(method, seed, preparation, structure, activations, compute, batches);
    }

    private Trial trained(Recipe otherPretraining, Recipe otherFinetuning) {
        return new Trial(
                data,
                model,
                otherPretraining,
                otherFinetuning,
                method,
                selection,
                seed,
                preparation,
                structure,
                activations,
                compute,
                batchNormBatches);
    }

    private Trial copy(
            Method otherMethod,
            long otherSeed,
            Preparation otherPreparation,
            Structure otherStructure,
            Activations otherActivations,
            Compute otherCompute,
            int otherBatches) {
        return new Trial(
                data,
                model,
                pretraining,
                finetuning,
                otherMethod,
                selection,
                otherSeed,
                otherPreparation,
                otherStructure,
                otherActivations,
                otherCompute,
                otherBatches);
    }

    /** How tables call what is done: the method, how it was prepared, blocks and activations. */
    public String label() {
        return method.label()
                + (preparation == null
                        ? ""
                        : (pretraining == null ? " trained with " : " after ")
                                + preparation.method().label())
                + structure.label()
                + (activations == null ? "" : activations.label())
                + (compute == Compute.FLOAT32 ? "" : " in bfloat16")
                + (batchNormBatches == 0 ? "" : " batch norm anew");
    }

    /** What lists and progress call it: its label, network and seed. Trials whose recipes differ have the same title. */
    public String title() {
        return label() + " on " + model.name() + ", seed " + seed;
    }

    /** What names its result. */
    public Signature signature() {
        return Signature.of("trial", this);
    }

    /** What trials have in common whose scores compare. */
    public record Place(DataSpec data, Model model) {
        /** As titles and captions call it. */
        public String words() {
            return model.name() + " on " + data.label();
        }
    }

    /** Where it stands among others. */
    public Place place() {
        return new Place(data, model);
    }

    /** The training that it needs, in order; each stage starts where the one before ended. */
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        // Blocks are pruned from a trained network; one that has a single stage is pruned after it.
        Structure whole = new Structure(structure.layerDrop(), structure.sharing(), false);
        if (pretraining != null) {
            stages.add(stage(null, pretraining, new Method.Float32(), whole, null));
        }
        if (preparation != null) {
            stages.add(stage(last(stages), preparation.recipe(), preparation.method(), whole, null));
        }
        Activations rounded = activations != null && activations.inTraining() ? activations : null;
        boolean only = stages.isEmpty();
        Stage end = stage(
                last(stages),
                finetuning,
                method.afterTraining() ? new Method.Float32() : method,
                only ? whole : structure,
                rounded);
        stages.add(only && structure.pruning() ? end.beforePruning() : end);
        return stages;
    }

    private static Stage last(List<Stage> stages) {
        return stages.isEmpty() ? null : stages.getLast();
    }

    private Stage stage(Stage before, Recipe recipe, Method by, Structure blocks, Activations rounded) {
        // A float stage is the same whatever would have been selected, so that all methods share it.
        Selection selected = by instanceof Method.Float32 ? Selection.standard() : selection;
        return new Stage(before, data, model, recipe, by, selected, seed, blocks, rounded, compute, false);
    }

    /**
     * One training within trials.
     *
     * @param before where its weights come from; null for fresh ones
     * @param prunedAfter whether blocks are pruned once it is over: sizes that methods steer by, and scores after epochs, leave those out
     */
    public record Stage(
            Stage before,
            DataSpec data,
            Model model,
            Recipe recipe,
            Method method,
            Selection selection,
            long seed,
            @Added(before = NO_STRUCTURE) Structure structure,
            @Added(before = "null") Activations activations,
            @Added(before = "\"FLOAT32\"") Compute compute,
            @Added(before = "false") boolean prunedAfter) {

        private Stage beforePruning() {
            return new Stage(
                    before, data, model, recipe, method, selection, seed, structure, activations, compute, true);
        }

        /** What is done to blocks in the end. */
        public Structure stored() {
            return prunedAfter ? new Structure(structure.layerDrop(), structure.sharing(), true) : structure;
        }

        /** What names its result. */
        public Signature signature() {
            return Signature.of("stage", this);
        }

        /** The seed of this stage's own randomness; differs between stages, or both would see one order of examples. */
        public long trainingSeed() {
            return before == null
                    ? seed
                    : RandomStream.of(before.trainingSeed()).at("next stage").bits(0);
        }
    }
}
