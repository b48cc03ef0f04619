package dither.nn.layer;

import dither.kernel.Elementwise;
import dither.kernel.Memory;
import dither.kernel.Noise;
import dither.nn.engine.NativeArrays;
import dither.random.Purpose;
import dither.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Which parameters a layer has, in which order they lie in the network's flat array, and how they start.
 *
 * <p>Initial values come from the stream (seed of the network, INIT, layer name, parameter), so a layer starts the same
 * whatever surrounds it.
 */
public final class ParameterLayout implements ParamInitializer {
    private final List<Spec> specs;

    public ParameterLayout(Spec... specs) {
        this.specs = List.of(specs);
    }

    /** How a parameter starts. */
    public sealed interface Start {
        /** Every element is {@code value}. */
        record Constant(float value) implements Start {}

        /** Normal with variance 2 / fanIn (He et al. 2015, equation 10). */
        record HeNormal(long fanIn) implements Start {}

        /** Normal with this standard deviation. */
        record Normal(double deviation) implements Start {}

        /** As another, times a factor. */
        record Scaled(Start start, double factor) implements Start {}

        /** Uniform in ±1 / sqrt(fanIn), PyTorch's default for dense layers. */
        record Uniform(long fanIn) implements Start {}
    }

    /** What a parameter is to training. */
    public enum Role {
        WEIGHT,
        BIAS,
        /** Not trained by gradients: running statistics. */
        STATISTIC
    }

    /** One parameter. */
    public record Spec(String key, Role role, Start start, long... shape) {
        long length() {
            long product = 1;
            for (long size : shape) {
                product *= size;
            }
            return product;
        }
    }

    Role role(String key) {
        return specs.stream()
                .filter(s -> s.key().equals(key))
                .findFirst()
                .orElseThrow()
                .role();
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return specs.stream().mapToLong(Spec::length).sum();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return specs.stream().map(Spec::key).toList();
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return keys(Role.WEIGHT);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return keys(Role.BIAS);
    }

    private List<String> keys(Role role) {
        return specs.stream().filter(s -> s.role() == role).map(Spec::key).toList();
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return role(key) == Role.WEIGHT;
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return role(key) == Role.BIAS;
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray flat, boolean initialise) {
        Map<String, INDArray> views = views(flat);
        if (initialise) {
            RandomStream stream = Purpose.INIT.stream(conf.getSeed())
                    .at(String.valueOf(conf.getLayer().getLayerName()));
            for (Spec spec : specs) {
                fill(NativeArrays.memory(views.get(spec.key())), spec.start(), stream.at(spec.key()));
            }
        }
        views.keySet().forEach(conf::addVariable);
        return views;
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray flat) {
        return views(flat);
    }

    private Map<String, INDArray> views(INDArray flat) {
        INDArray vector = flat.reshape(flat.length());
        Map<String, INDArray> views = new LinkedHashMap<>();
        long at = 0;
        for (Spec spec : specs) {
            INDArray view = vector.get(NDArrayIndex.interval(at, at + spec.length()));
            views.put(spec.key(), view.reshape('c', spec.shape()));
            at += spec.length();
        }
        return views;
    }

    private static void fill(MemorySegment values, Start start, RandomStream stream) {
        switch (start) {
            case Start.Constant(float value) -> fill(values, value, (_, out, n) -> Arrays.fill(out, 0, n, 1));
            case Start.HeNormal(long fanIn) -> fill(values, Math.sqrt(2.0 / fanIn), stream.gaussian());
            case Start.Scaled(Start scaled, double factor) -> {
                fill(values, scaled, stream);
                Elementwise.scale(values, (float) factor);
            }
            case Start.Normal(double deviation) -> fill(values, deviation, stream.gaussian());
            case Start.Uniform(long fanIn) -> fill(values, 2 / Math.sqrt(fanIn), stream.uniform());
        }
    }

    private static void fill(MemorySegment values, double scale, Noise noise) {
        float[] drawn = new float[Math.toIntExact(Memory.length(values))];
        noise.fill(0, drawn, drawn.length);
        for (int i = 0; i < drawn.length; i++) {
            Memory.set(values, i, (float) (scale * drawn[i]));
        }
    }
}
