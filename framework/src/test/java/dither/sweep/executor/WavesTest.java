package dither.sweep.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.SteQat;
import dither.store.RunState;
import dither.store.Site;
import dither.sweep.Job;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavesTest {
    /** A cluster would train the stage once more for each trial that needs it, and fail each time. */
    @Test
    void trialsWhoseStageFailedAreNotedAndNotSubmitted(@TempDir Path folder) {
        Site site = new Site(folder, Scale.SMOKE, null);
        Trial trial = TestTrials.trial(new SteQat(4));
        List<List<Job>> waves = Waves.of(Job.withNeeds(List.of(new Job.Whole(trial))));
        assertEquals(2, waves.size());

        assertEquals(waves.getFirst(), Waves.possible(waves.getFirst(), site), "the first needs nothing");
        assertTrue(Waves.possible(waves.getLast(), site).isEmpty(), "nobody has trained the stage");

        RunState.Failed failed =
                assertInstanceOf(RunState.Failed.class, site.runs().state(trial));
        assertTrue(failed.reason().contains("which it needs, failed"), failed.reason());
    }
}
