package dither.task;

import dither.data.DataException;
import dither.data.MusicDataset;
import dither.data.MusicSpec;
import dither.data.audio.Sound;
import dither.data.audio.Stretch;
import dither.data.audio.Track;
import dither.data.image.Augmentation;
import dither.nn.Batch;
import dither.nn.Network;
import dither.nn.layer.Target;
import dither.nn.zoo.Form;
import dither.random.Permutation;
import dither.random.RandomStream;
import dither.task.audio.FrameScores;
import dither.task.audio.OverlapAdd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Separation of the sources of a mixture by the absolute difference of waveforms.
 *
 * <p>All recordings of a track are divided by the deviation of its mixture. Measured is the signal-to-distortion ratio of museval: the
 * median over seconds, the median over tracks, the mean over sources.
 */
public final class SeparationTask implements Task {
    private static final int CHANNELS = Sound.CHANNELS;

    /** Sources are exchanged between so many examples. */
    private static final int REMIXED = 4;

    private final MusicDataset data;
    private final List<String> sources;
    private final int length;
    private final int stride;
    private final List<Extract> extracts = new ArrayList<>();

    private record Extract(Track track, double scale, int start) {}

    public SeparationTask(MusicDataset data) {
        this.data = data;
        MusicSpec spec = data.spec();
        sources = spec.sources();
        int rate = data.train().getFirst().mixture().rate();
        length = (int) Math.round(spec.extracts().seconds() * rate);
        stride = (int) Math.round(spec.extracts().stride() * rate);
        if (length < 1 || stride < 1) {
            throw new DataException(spec.label() + " has extracts of " + length + " samples, " + stride
                    + " apart; both must be at least 1 at a rate of " + rate);
        }
        for (Track track : data.train()) {
            double scale = 1 / deviation(track.mixture());
            for (int start = 0; start + length <= track.length(); start += stride) {
                extracts.add(new Extract(track, scale, start));
            }
        }
        if (extracts.isEmpty()) {
            throw new DataException(spec.label() + " has no training track of "
                    + spec.extracts().seconds() + " s; shorten the extracts");
        }
    }

    private static double deviation(Sound sound) {
        double sum = 0;
        double squares = 0;
        for (float sample : sound.samples()) {
            sum += sample;
            squares += sample * sample;
        }
        double mean = sum / sound.samples().length;
        return Math.sqrt(Math.max(0, squares / sound.samples().length - mean * mean)) + 1e-5;
    }

    @Override
    public Form form() {
        return new Form.Audio(CHANNELS, sources.size());
    }

    @Override
    public Metric metric() {
        return Metric.SDR;
    }

    /** Silence as the estimate of each source would have about this loss. */
    @Override
    public double guessing() {
        return 1;
    }

    @Override
    public int batches(int batchSize) {
        return Math.max(1, extracts.size() / batchSize);
    }

    @Override
    public Epoch epoch(int batchSize, Augmentation augmentation, RandomStream shuffle, RandomStream draws) {
        int[] order = Permutation.of(extracts.size(), shuffle);
        int size = Math.min(batchSize, order.length);
        return index -> {
            List<Extract> chosen = new ArrayList<>();
            for (int i = index * size; i < (index + 1) * size; i++) {
                chosen.add(extracts.get(order[i]));
            }
            return batch(chosen, data.spec().extracts().augmented() ? draws.at(index) : null);
        };
    }

    @Override
    public int examples() {
        return extracts.size();
    }

    @Override
    public Batch sample(int from, int to) {
        return batch(extracts.subList(from, to), null);
    }

    /** @param draws decides random changes; null for none */
    private Batch batch(List<Extract> chosen, RandomStream draws) {
        int examples = chosen.size();
        float[] mixture = new float[examples * length * CHANNELS];
        float[] target = new float[examples * length * CHANNELS * sources.size()];
        for (int s = 0; s < sources.size(); s++) {
            for (int i = 0; i < examples; i++) {
                int from = i;
                if (draws != null) { // exchanged within groups
                    int group = i / REMIXED * REMIXED;
                    int members = Math.min(REMIXED, examples - group);
                    from = group
                            + Permutation.of(
                                    members, draws.at("remix").at(group).at(s))[i - group];
                }
                RandomStream draw = draws == null ? null : draws.at(from);
                add(chosen.get(from), s, i, draw, mixture, target);
            }
        }
        return new Batch(mixture, new long[] {examples, length, CHANNELS}, null, new Target.Values(target));
    }

    /** @param example that the source becomes a part of; {@code draws} are those of the extract, as all its sources are stretched alike */
    private void add(Extract extract, int source, int example, RandomStream draws, float[] mixture, float[] target) {
        RandomStream draw = draws == null ? null : draws.at(sources.get(source));
        Sound sound = extract.track().sources().get(sources.get(source));
        int room = Math.min(stride, extract.track().length() - length - extract.start());
        int start = extract.start() + (draw == null ? 0 : draw.below(0, room + 1));
        if (draws != null && draws.uniform(0) < data.spec().extracts().stretched()) {
            Stretch stretch = stretch(draws);
            int needed = Math.min(stretch.needs(length), sound.length());
            int from = Math.min(start, sound.length() - needed);
            sound = stretch.apply(sound.part(from, from + needed), length);
            start = 0;
        }
        float[] samples = sound.samples();
        double factor = extract.scale();
        boolean swap = false;
        if (draw != null) {
            factor *= (draw.below(1, 2) == 0 ? -1 : 1) * (0.25 + draw.uniform(2));
            swap = draw.below(3, 2) == 0;
        }
        int outputs = CHANNELS * sources.size();
        for (int t = 0; t < length; t++) {
            for (int c = 0; c < CHANNELS; c++) {
                int channel = swap ? CHANNELS - 1 - c : c;
                float value = (float) (factor * samples[(start + t) * CHANNELS + channel]);
                mixture[(example * length + t) * CHANNELS + c] += value;
                target[(example * length + t) * outputs + source * CHANNELS + c] = value;
            }
        }
    }

    private static Stretch stretch(RandomStream draws) {
        return new Stretch(1 + Math.clamp(0.05 * draws.normal(1), -0.12, 0.12), draws.below(3, 5) - 2);
    }

    /** Separates whole tracks and compares second by second. */
    @Override
    public Evaluation evaluate(Network network) {
        OverlapAdd inference = new OverlapAdd(network, length, sources.size());
        FrameScores scores = new FrameScores(sources.size());
        double difference = 0;
        long count = 0;
        for (Track track : data.test()) {
            double scale = 1 / deviation(track.mixture());
            float[][] estimates = inference.separate(scaled(track.mixture().samples(), scale));
            float[][] references = references(track, scale);
            for (int s = 0; s < sources.size(); s++) {
                for (int i = 0; i < references[s].length; i++) {
                    difference += Math.abs(references[s][i] - estimates[s][i]);
                }
                count += references[s].length;
            }
            scores.add(references, estimates, track.mixture().rate());
        }
        return new Evaluation(difference / count, Map.of(Metric.SDR, scores.overall()));
    }

    private float[][] references(Track track, double factor) {
        return sources.stream()
                .map(source -> scaled(track.sources().get(source).samples(), factor))
                .toArray(float[][]::new);
    }

    private static float[] scaled(float[] samples, double factor) {
        float[] scaled = new float[samples.length];
        for (int i = 0; i < samples.length; i++) {
            scaled[i] = (float) (factor * samples[i]);
        }
        return scaled;
    }

    @Override
    public Baseline baseline() {
        FrameScores scores = new FrameScores(sources.size());
        for (Track track : data.test()) {
            float[][] estimates = new float[sources.size()][];
            Arrays.fill(estimates, track.mixture().samples());
            scores.add(references(track, 1), estimates, track.mixture().rate());
        }
        return new Baseline("the mixture as the estimate of each source", scores.overall());
    }
}
