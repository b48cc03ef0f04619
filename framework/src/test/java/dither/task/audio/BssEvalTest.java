package dither.task.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dither.data.audio.Sound;
import dither.data.audio.Wav;
import dither.random.RandomStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.math3.random.MersenneTwister;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against sources mixed by hand and, where the reference data is at hand, against mir_eval, museval and SiSEC18. */
class BssEvalTest {
    private static final Path SHARED = Path.of("../../shared/data");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    @TempDir
    private Path folder;

    private static double[] noise(int length, long seed) {
        float[] values = new float[length];
        RandomStream.of(seed).gaussian().fill(0, values, length);
        double[] signal = new double[length];
        for (int i = 0; i < length; i++) {
            signal[i] = values[i];
        }
        return signal;
    }

    private static double[] mix(double[] a, double x, double[] b, double y, double[] c, double z) {
        double[] sum = new double[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = x * a[i] + y * b[i] + z * c[i];
        }
        return sum;
    }

    @Test
    void knownMixturesHaveTheRatiosTheyWereMixedWith() {
        int length = 60_000;
        double[] first = noise(length, 1);
        double[] second = noise(length, 2);
        double[] artefacts = noise(length, 3);
        double[][] estimates = {mix(first, 1, second, 0.1, artefacts, 0.2), mix(second, 0.5, first, 0, artefacts, 0.05)
        };
        double[][] references = {first, second};

        List<BssEval.Scores> sources = BssEval.sources(references, estimates);
        List<BssEval.Scores> images =
                BssEval.images(new double[][][] {{first}, {second}}, new double[][][] {{estimates[0]}, {estimates[1]}});

        // 2 x 512 taps explain about 1.7 % of the noise by chance, hence the width.
        assertEquals(20, sources.getFirst().sir(), 0.5);
        assertEquals(10 * Math.log10(1.01 / 0.04), sources.getFirst().sar(), 0.2);
        assertEquals(10 * Math.log10(1 / 0.05), sources.getFirst().sdr(), 0.2);
        assertEquals(10 * Math.log10(1 / 0.05), images.getFirst().sdr(), 0.1);
        // Half the volume is no distortion to version 3, and a spatial one to version 4.
        assertEquals(20, sources.getLast().sar(), 0.2);
        assertEquals(10 * Math.log10(1 / 0.25), images.getLast().isr(), 0.1);
        assertEquals(20, images.getLast().sar(), 0.2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "02", "03", "05", "06", "07", "08", "09"})
    void agreesWithTheReferenceResultsOfMirEval(String name) throws IOException {
        Path root = unpack();
        JsonNode expected =
                JSON.readTree(root.resolve("output" + name + ".json").toFile()).get("Sources");
        int count = expected.get("Source permutation").size();
        double[][] references = new double[count][];
        double[][] estimates = new double[count][];
        for (int i = 0; i < count; i++) {
            references[i] = mono(root.resolve("ref" + name + "/" + i + ".wav"));
            estimates[i] = mono(root.resolve("est" + name + "/"
                    + expected.get("Source permutation").get(i).asInt() + ".wav"));
        }
        List<BssEval.Scores> scores = BssEval.sources(references, estimates);
        for (int i = 0; i < count; i++) {
            String where = "case " + name + ", source " + i + " ";
            close(expected.get("Source to Distortion").get(i), scores.get(i).sdr(), where + "SDR");
            close(expected.get("Source to Interference").get(i), scores.get(i).sir(), where + "SIR");
            close(expected.get("Source to Artifact").get(i), scores.get(i).sar(), where + "SAR");
        }
    }

    private Path unpack() throws IOException {
        Path tar = SHARED.resolve("mir_eval_separation/mir_eval_separation_tests.tar");
        assumeTrue(Files.exists(tar), "no reference data");
        try (InputStream file = Files.newInputStream(tar);
                TarArchiveInputStream in = new TarArchiveInputStream(file)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.isFile()) {
                    Path to = folder.resolve(entry.getName());
                    Files.createDirectories(to.getParent());
                    Files.copy(in, to);
                }
            }
        }
        return folder.resolve("separation");
    }

    /** Above 100 dB, both sides measure their rounding. */
    private static void close(JsonNode expected, double actual, String what) {
        if (expected.asDouble() > 100) {
            assertTrue(actual > 100, what + " " + actual);
        } else {
            assertEquals(expected.asDouble(), actual, 0.01, what);
        }
    }

    /** The mean of the channels, as mir_eval's tests load stereo files. */
    private static double[] mono(Path file) {
        double[][] channels = channels(Wav.read(file).samples());
        double[] mean = new double[channels[0].length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (channels[0][i] + channels[1][i]) / 2;
        }
        return mean;
    }

    private static double[][] channels(float[] samples) {
        double[][] channels = new double[Sound.CHANNELS][samples.length / Sound.CHANNELS];
        for (int i = 0; i < samples.length; i++) {
            channels[i % Sound.CHANNELS][i / Sound.CHANNELS] = samples[i];
        }
        return channels;
    }

    @Test
    void agreesWithTheReferenceResultOfMuseval() throws IOException {
        Path sample = SHARED.resolve("musdb18_sample");
        assumeTrue(Files.exists(sample), "no reference data");
        String name = "Music Delta - 80s Rock";
        float[][] stems = new float[4][];
        List<String> names = List.of("vocals", "drums", "bass", "other");
        for (int i = 0; i < 4; i++) {
            stems[i] = Wav.read(sample.resolve("train/" + name + "/" + names.get(i) + ".wav"))
                    .samples();
        }
        float[] accompaniment = new float[stems[0].length];
        for (int i = 0; i < accompaniment.length; i++) {
            accompaniment[i] = stems[1][i] + stems[2][i] + stems[3][i];
        }
        MersenneTwister generator = new MersenneTwister(0); // what numpy.random.seed(0) starts
        float[][] estimates = new float[2][accompaniment.length];
        double[][][] guesses = new double[2][Sound.CHANNELS][accompaniment.length / Sound.CHANNELS];
        for (int s = 0; s < 2; s++) {
            for (int i = 0; i < accompaniment.length; i++) {
                long high = generator.nextInt() >>> 5;
                long low = generator.nextInt() >>> 6;
                double value = (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0;
                guesses[s][i % Sound.CHANNELS][i / Sound.CHANNELS] = value;
                estimates[s][i] = (float) value;
            }
        }
        double[][][] references = {channels(stems[0]), channels(accompaniment)};
        List<List<BssEval.Scores>> scores = BssEval.frames(references, guesses, 44_100, 44_100);
        JsonNode expected = JSON.readTree(
                sample.resolve("museval_reference/" + name + ".json").toFile());
        double medians = 0;
        for (int s = 0; s < 2; s++) {
            JsonNode frames = expected.get("targets").get(s).get("frames");
            List<Double> published = new ArrayList<>();
            for (int f = 0; f < 6; f++) {
                JsonNode metrics = frames.get(f).get("metrics");
                BssEval.Scores own = scores.get(s).get(f);
                String where = "source " + s + ", frame " + f;
                assertEquals(metrics.get("SDR").asDouble(), own.sdr(), 0.01, where);
                assertEquals(metrics.get("ISR").asDouble(), own.isr(), 0.1, where);
                assertEquals(metrics.get("SIR").asDouble(), own.sir(), 0.1, where);
                assertEquals(metrics.get("SAR").asDouble(), own.sar(), 0.1, where);
                published.add(metrics.get("SDR").asDouble());
            }
            medians += FrameScores.median(published) / 2;
        }
        FrameScores quick = new FrameScores(2);
        quick.add(new float[][] {stems[0], accompaniment}, estimates, 44_100);
        assertEquals(medians, quick.overall(), 0.01);
    }

    @Test
    void aSecondInWhichAnythingIsSilentCountsForNobody() {
        int rate = 100;
        float[][] references = new float[2][3 * rate * Sound.CHANNELS];
        float[][] estimates = new float[2][3 * rate * Sound.CHANNELS];
        for (int i = 0; i < references[0].length; i++) {
            boolean second = i / (rate * Sound.CHANNELS) == 1;
            references[0][i] = 1;
            references[1][i] = second ? 0 : 1;
            // In the silent second the other source is ten times worse.
            estimates[0][i] = second ? 2 : 1.1f;
            estimates[1][i] = 1.1f;
        }
        FrameScores scores = new FrameScores(2);
        scores.add(references, estimates, rate);
        assertEquals(20, scores.overall(), 1e-4);

        estimates[0][0] = Float.NaN;
        estimates[0][2 * rate * Sound.CHANNELS] = Float.NaN;
        FrameScores wrong = new FrameScores(2);
        wrong.add(references, estimates, rate);
        assertEquals((-1000 + 20) / 2.0, wrong.overall(), 1e-4);
    }

    @Test
    void mediansOfMediansAreThoseOfSisec18() throws IOException {
        Path archive = SHARED.resolve("sisec18_scores/UHL2_test.tar.gz");
        assumeTrue(Files.exists(archive), "no reference data");
        List<String> sources = List.of("vocals", "drums", "bass", "other");
        List<List<Double>> tracks = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (InputStream file = Files.newInputStream(archive);
                TarArchiveInputStream in = new TarArchiveInputStream(new GZIPInputStream(file))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isFile() || !entry.getName().endsWith(".json")) {
                    continue;
                }
                for (JsonNode target : JSON.readTree(in.readAllBytes()).get("targets")) {
                    int source = sources.indexOf(target.get("name").asText());
                    if (source >= 0) {
                        List<Double> frames = new ArrayList<>();
                        for (JsonNode frame : target.get("frames")) {
                            double sdr = frame.get("metrics").get("SDR").asDouble(Double.NaN);
                            if (!Double.isNaN(sdr)) {
                                frames.add(sdr);
                            }
                        }
                        tracks.get(source).add(FrameScores.median(frames));
                    }
                }
            }
        }
        double[] published = {5.926, 5.923, 5.029, 4.194};
        for (int s = 0; s < 4; s++) {
            assertEquals(50, tracks.get(s).size());
            assertEquals(published[s], FrameScores.median(tracks.get(s)), 0.001, sources.get(s));
        }
    }
}
