package dither.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.data.TextSpec;
import dither.nn.Structure;
import dither.quant.DiffQ;
import dither.quant.GivenWidths;
import dither.quant.Ipq;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.quant.PqNoise;
import dither.quant.QuantNoise;
import dither.quant.SteQat;
import dither.quant.activation.Activations;
import dither.quant.grid.Oscillation;
import dither.quant.grid.RoundingGrid;
import dither.quant.pq.BlockSizes;
import dither.quant.tensor.NoiseSchedule;
import dither.train.Recipe;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignatureTest {
    @Test
    void canonicalJsonHasSortedKeysAndNamesChoices() {
        String json = CanonicalJson.of(new DiffQ(5, 8)).toString();

        assertEquals(
                "{\"bits\":{\"initial\":8,\"max\":15,\"min\":2},\"groupSize\":8,\"logitRate\":0.001,"
                        + "\"noise\":\"GAUSSIAN\",\"penalty\":5.0,\"type\":\"DiffQ\"}",
                json);
    }

    /** Guards the records that are committed: if this changes, raise the schema and say so. */
    @Test
    void signaturesStayWhatTheyAre() {
        assertEquals(
                "b8a34719476d589d7569200051a47f9ca6fc7670ba32da1de1567a986b37f398",
                TestTrials.trial(new Lsq(4)).signature().hex());
    }

    @Test
    void whateverDiffersGivesAnotherSignature() {
        Trial trial = TestTrials.trial(new SteQat(4));
        Set<Signature> signatures = new HashSet<>();
        List<Trial> all = List.of(
                trial,
                trial.seed(2),
                trial.with(new SteQat(3)),
                trial.with(new PostTraining(4)),
                trial.with(new QuantNoise(4, 0.5)),
                new Trial(
                        trial.data(),
                        trial.model(),
                        null,
                        trial.finetuning(),
                        trial.method(),
                        trial.selection(),
                        trial.seed()));
        all.forEach(t -> signatures.add(t.signature()));

        assertEquals(all.size(), signatures.size());
    }

    /** What did not exist when results were stored is left out while it says what the code did then. */
    @Test
    void componentsThatCameLaterLeaveOldNamesAsTheyAre() {
        assertEquals(
                "{\"bits\":4,\"type\":\"SteQat\"}",
                CanonicalJson.of(new SteQat(4)).toString());
        assertEquals(
                "{\"bits\":4,\"rate\":0.5,\"type\":\"QuantNoise\"}",
                CanonicalJson.of(new QuantNoise(4, 0.5)).toString());
        String noise = CanonicalJson.of(PqNoise.proxy(0.1, BlockSizes.small())).toString();
        assertFalse(noise.contains("kMeans"), noise);
        String symmetric = CanonicalJson.of(new SteQat(4, RoundingGrid.symmetricPerChannel()))
                .toString();
        assertTrue(symmetric.contains("SYMMETRIC") && symmetric.contains("CHANNEL"), symmetric);
        Trial trial = TestTrials.trial(new SteQat(4));
        Set<Signature> signatures = new HashSet<>();
        List<Trial> all = List.of(
                trial,
                trial.with(new Structure(0.1, false, false)),
                trial.with(new Structure(0, true, false)),
                trial.with(Activations.Learned.lsq(4)),
                trial.preparedBy(new Trial.Preparation(trial.finetuning(), new QuantNoise(4, 0.5))),
                trial.with(new SteQat(4).with(Oscillation.watched(0.01))),
                trial.with(Lsq.paper(4)),
                trial.with(new Lsq(4)),
                trial.with(new QuantNoise(4, 0.5)),
                trial.with(new QuantNoise(4, 0.5).with(NoiseSchedule.RISING)),
                trial.with(new DiffQ(5, 8)),
                trial.with(new DiffQ(5, 8).withRate(0.5)),
                trial.with(new DiffQ(5, 8).with(NoiseSchedule.FALLING)));
        all.forEach(t -> signatures.add(t.signature()));
        assertEquals(all.size(), signatures.size());
    }

    @Test
    void aTeacherMustHaveLearnedSomething() {
        Trial trial = TestTrials.trial(new SteQat(4));
        Recipe taught = trial.finetuning().withDistillation(0.5);

        assertThrows(
                IllegalArgumentException.class,
                () -> new Trial(trial.data(), trial.model(), null, taught, trial.method(), trial.selection(), 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> trial.pretrained(null).preparedBy(new Trial.Preparation(taught, new QuantNoise(4, 0.5))));
    }

    @Test
    void codebooksNeitherStartFromFreshWeightsNorPrepareOthers() {
        Trial trial = TestTrials.trial(new Ipq(BlockSizes.small(), 16));
        assertThrows(IllegalArgumentException.class, () -> trial.pretrained(null));
        assertThrows(
                IllegalArgumentException.class,
                () -> TestTrials.trial(new SteQat(4)).preparedBy(trial.method()));
        assertThrows(
                IllegalArgumentException.class,
                () -> TestTrials.trial(new SteQat(4)).preparedBy(new PostTraining(4)));
    }

    @Test
    void firstAndLastLayersAreSetApartOnlyWhereTheyAreKnown() {
        Trial images = TestTrials.trial(Lsq.paper(4)).with(Activations.Learned.lsq(4));
        TextSpec text = new TextSpec.Generated(8, 1000, 100, 10);
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new Trial(
                        text,
                        images.model(),
                        images.pretraining(),
                        images.finetuning(),
                        images.method(),
                        images.selection(),
                        1));
        assertTrue(refusal.getMessage().contains("set edgeBits to 0"), refusal.getMessage());
    }

    /** DiffQ is steered to the size of what is left in the end. */
    @Test
    void aTrainingWhoseBlocksArePrunedAfterItIsNotSharedWithOneThatKeepsThem() {
        Trial trial = TestTrials.trial(new DiffQ(5, 8)).pretrained(null);
        Trial pruned = trial.with(new Structure(0.2, false, true));
        Trial.Stage only = pruned.stages().getFirst();

        assertNotEquals(
                trial.with(new Structure(0.2, false, false)).stages().getFirst().signature(), only.signature());
        assertFalse(only.structure().pruning(), "nothing is left out in training");
        assertTrue(only.stored().pruning());
    }

    @Test
    void theFloatStageIsSharedWhateverComesAfterIt() {
        Trial trial = TestTrials.trial(new Ipq(BlockSizes.small(), 16));
        Trial prepared =
                trial.preparedBy(new Trial.Preparation(trial.finetuning(), PqNoise.proxy(0.1, BlockSizes.small())));

        assertEquals(3, prepared.stages().size());
        assertEquals(
                trial.stages().getFirst().signature(),
                prepared.stages().getFirst().signature());
        assertEquals(
                trial.stages().getFirst().signature(),
                trial.with(new Structure(0, false, true)).stages().getFirst().signature(),
                "pruning comes after it");
        assertNotEquals(
                trial.stages().getLast().signature(),
                prepared.stages().getLast().signature());
    }

    @Test
    void allMethodsShareTheFloatStage() {
        Trial ste = TestTrials.trial(new SteQat(4));
        Trial lsq = TestTrials.trial(new Lsq(2));

        assertEquals(
                ste.stages().getFirst().signature(), lsq.stages().getFirst().signature());
        assertNotEquals(
                ste.stages().getLast().signature(), lsq.stages().getLast().signature());
    }

    @Test
    void roundingAfterTrainingNeedsNoTrainingOfItsOwn() {
        Trial rounded = TestTrials.trial(new PostTraining(4));
        Trial floats = TestTrials.trial(new Method.Float32());

        assertEquals(
                floats.stages().getLast().signature(),
                rounded.stages().getLast().signature());
    }

    @Test
    void gridsKeepOrderAndOneOfEach() {
        Grid grid = new Grid(2);
        grid.add(TestTrials.trial(new Method.Float32()));
        grid.add(TestTrials.trial(new SteQat(4)));
        grid.add(TestTrials.trial(new Method.Float32()));

        assertEquals(2, grid.rows().size());
        assertEquals(
                List.of("Float32 1", "STE-QAT 4 bits 1", "Float32 2", "STE-QAT 4 bits 2"),
                grid.trials().stream()
                        .map(t -> t.method().label() + " " + t.seed())
                        .toList());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Trial base = TestTrials.trial(new SteQat(4));
        List<Trial> trials = List.of(
                base,
                base.with(new DiffQ(5, 8)),
                base.with(Lsq.paper(3)),
                base.with(new Ipq(BlockSizes.small(), 64).withInt8Centroids()),
                base.with(PqNoise.proxy(0.1, BlockSizes.small())),
                base.with(new GivenWidths(List.of(new GivenWidths.Widths("stem.weight", List.of(2, 3))))),
                base.with(new SteQat(3).with(Oscillation.frozen(0.1, 0.2, 0.1))),
                base.with(new Structure(0.2, true, true)).with(Activations.Learned.lsq(4)),
                base.preparedBy(new Trial.Preparation(base.finetuning(), new QuantNoise(8, 0.5)))
                        .seed(Long.MAX_VALUE));
        for (Trial trial : trials) {
            assertEquals(trial, TrialJson.read(TrialJson.of(trial).toString()), trial.label());
        }
    }

    @Test
    void whatThisVersionDoesNotKnowIsNotGuessed() {
        String json = TrialJson.of(TestTrials.trial(new SteQat(4))).toString();

        String unknown = json.replace("\"SteQat\"", "\"FancyQat\"");
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> TrialJson.read(unknown))
                        .getMessage()
                        .contains("FancyQat"),
                unknown);
        String more = json.replace("\"bits\":4", "\"bits\":4,\"colour\":1");
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> TrialJson.read(more))
                        .getMessage()
                        .contains("colour"),
                more);
        String less = json.replace("\"batchSize\":20,", "");
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> TrialJson.read(less))
                        .getMessage()
                        .contains("batchSize"),
                less);
    }
}
