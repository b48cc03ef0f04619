package dither.report.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dither.experiment.Scale;
import dither.experiment.TestTrials;
import dither.experiment.Trial;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.report.claim.Comparison;
import dither.report.claim.Finding;
import dither.store.RunStore;
import dither.store.Site;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {
    private static final Trial FLOAT = TestTrials.trial(new Method.Float32());
    private static final Trial ROUNDED = TestTrials.trial(new PostTraining(2));

    @TempDir
    private Path folder;

    /** A seed that diverged beyond the declared ones must neither be overlooked nor hide those after it. */
    @Test
    void failedSeedsBeyondTheDeclaredOnesCount() {
        RunStore store = new Site(folder, Scale.SMOKE, null).runs();
        for (long seed : new long[] {4, 5, 7}) {
            store.failed(FLOAT.seed(seed), new IllegalStateException("diverged"));
        }
        for (long seed = 4; seed <= 6; seed++) {
            store.failed(ROUNDED.seed(seed), new IllegalStateException("diverged"));
        }
        Evidence evidence = new Evidence(store);

        assertEquals(5, evidence.lastSeed(FLOAT, 3), "6 was not tried, 7 does not follow");
        assertEquals(6, evidence.lastSeed(ROUNDED, 3));
        assertEquals(7, evidence.lastSeed(FLOAT, 6));
        assertEquals(
                2,
                Finding.of(Comparison.better("gratings", FLOAT, ROUNDED), evidence)
                        .failures());
    }
}
