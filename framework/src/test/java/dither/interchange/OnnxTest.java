package dither.interchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import dither.codec.FormatException;
import dither.kernel.Memory;
import dither.nn.Batch;
import dither.nn.GraphNetwork;
import dither.nn.Parameter;
import dither.nn.Structure;
import dither.nn.zoo.EfficientNet;
import dither.nn.zoo.Form;
import dither.nn.zoo.MobileNet;
import dither.nn.zoo.Model;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.TransformerLm;
import dither.nn.zoo.VisionTransformer;
import dither.nn.zoo.WideResNet;
import dither.nn.zoo.Zoo;
import dither.quant.DiffQ;
import dither.quant.Lsq;
import dither.quant.Method;
import dither.quant.PostTraining;
import dither.quant.Pq;
import dither.quant.Quantizer;
import dither.quant.SteQat;
import dither.quant.grid.RoundingGrid;
import dither.quant.pq.BlockSizes;
import dither.quant.stored.QuantizedModel;
import dither.quant.tensor.Selection;
import dither.random.RandomStream;
import dither.train.ModelWeights;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime as a second implementation of our networks. */
class OnnxTest {
    private static final int EXAMPLES = 3;

    static Stream<Arguments> models() {
        Form.Images small = new Form.Images(16, 3, 10);
        Form.Images usual = new Form.Images(32, 3, 10);
        return Stream.of(
                Arguments.of(ResNet.tiny(), small, new PostTraining(8)),
                Arguments.of(ResNet.resnet20(), usual, new PostTraining(4)),
                Arguments.of(ResNet.resnet18(), usual, new DiffQ(5, 8)),
                Arguments.of(
                        new ResNet("large", 16, 2, 1, ResNet.Shortcut.CONVOLUTION, ResNet.Stem.LARGE_IMAGES),
                        usual,
                        new SteQat(4)),
                Arguments.of(WideResNet.tiny(), small, new Lsq(3)),
                Arguments.of(WideResNet.tiny(), small, new Lsq(8)),
                Arguments.of(WideResNet.tiny(), small, new PostTraining(2)),
                Arguments.of(ResNet.tiny(), small, new PostTraining(11)),
                Arguments.of(MobileNet.cifar(), usual, new SteQat(8)),
                Arguments.of(ResNet.tiny(), small, new SteQat(8, RoundingGrid.affine())),
                Arguments.of(ResNet.tiny(), small, new SteQat(8, perChannel(RoundingGrid.affine()))),
                Arguments.of(ResNet.tiny(), small, new SteQat(4, perChannel(RoundingGrid.affine()))),
                Arguments.of(ResNet.tiny(), small, new SteQat(8, RoundingGrid.symmetricPerChannel())),
                Arguments.of(EfficientNet.tiny(), usual, new PostTraining(6)),
                Arguments.of(EfficientNet.tiny(), usual, new DiffQ(5, 4)),
                Arguments.of(VisionTransformer.tiny(), usual, new PostTraining(8)),
                Arguments.of(VisionTransformer.desk(), usual, new Pq(BlockSizes.all(8), 256)));
    }

    private static RoundingGrid perChannel(RoundingGrid grid) {
        return new RoundingGrid(grid.kind(), RoundingGrid.Granularity.CHANNEL, grid.observer());
    }

    /** A network whose statistics are not all zeros and ones. */
    private static GraphNetwork network(Model model, Form form) {
        GraphNetwork network = Zoo.build(model, form, 5);
        Random random = new Random(6);
        for (Parameter parameter : network.parameters()) {
            if (parameter.length() < 2000) {
                for (long i = 0; i < parameter.length(); i++) {
                    float value = Memory.get(parameter.values(), i) * (0.75f + random.nextFloat() / 2);
                    boolean positive = parameter.name().endsWith(".var");
                    Memory.set(parameter.values(), i, positive ? value : value + random.nextFloat() / 8);
                }
            }
        }
        return network;
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("models")
    void runtimeAgreesWithUs(Model model, Form.Images form, Method method) throws OrtException {
        try (GraphNetwork network = network(model, form)) {
            QuantizedModel stored = Quantizer.of(
                            method, new Selection(0.005, List.of()), ModelWeights.of(network), RandomStream.of(1))
                    .quantize();
            ModelWeights.load(network, stored);
            float[] images = new float[EXAMPLES * form.side() * form.side() * form.channels()];
            Random random = new Random(7);
            for (int i = 0; i < images.length; i++) {
                images[i] = (float) random.nextGaussian();
            }
            long[] shape = {EXAMPLES, form.side(), form.side(), form.channels()};
            float[][] ours = network.predict(new Batch(images, shape, new int[EXAMPLES]));

            List<Long> one = List.of(shape[1], shape[2], shape[3]);
            byte[] onnx = OnnxExport.of(network, stored, one, form.classes()).bytes();

            float[][] theirs = run(onnx, network.inputName(), shape, images);
            for (int n = 0; n < EXAMPLES; n++) {
                for (int c = 0; c < form.classes(); c++) {
                    assertEquals(ours[n][c], theirs[n][c], 1e-4, "example " + n + ", class " + c);
                }
            }
        }
    }

    static Stream<Arguments> prunable() {
        return Stream.of(
                Arguments.of(new ResNet("deep", 8, 2, 3, ResNet.Shortcut.SUBSAMPLE), new Form.Images(16, 3, 10)),
                Arguments.of(VisionTransformer.desk(), new Form.Images(32, 3, 10)));
    }

    /** A file lacks the blocks that were pruned; their layers had stayed in the graph, on weights that it does not have. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("prunable")
    void runtimeAgreesOnPrunedNetworks(Model model, Form.Images form) throws OrtException {
        try (GraphNetwork whole = network(model, form);
                GraphNetwork pruned = network(model, form)) {
            QuantizedModel stored = Quantizer.of(
                            new PostTraining(8),
                            new Selection(0.001, List.of()),
                            ModelWeights.of(whole, new Structure(0, false, true), null, RandomStream.of(2)),
                            RandomStream.of(1))
                    .quantize();
            ModelWeights.load(pruned, stored);
            long[] shape = {1, form.side(), form.side(), form.channels()};
            float[] images = new float[form.side() * form.side() * form.channels()];
            Random random = new Random(7);
            for (int i = 0; i < images.length; i++) {
                images[i] = (float) random.nextGaussian();
            }
            float[] ours = pruned.predict(new Batch(images, shape, new int[1]))[0];

            byte[] onnx = OnnxExport.of(pruned, stored, List.of(shape[1], shape[2], shape[3]), form.classes())
                    .bytes();

            assertArrayEquals(ours, run(onnx, pruned.inputName(), shape, images)[0], 1e-4f);
            assertTrue(stored.tensors().size() < pruned.parameters().size(), "nothing was pruned");
        }
    }

    private static float[][] run(byte[] onnx, String input, long[] shape, float[] images) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(onnx);
                OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    @Test
    void filesAreSmallerThanFloatsAndSayWhatTheyWiden() {
        Form.Images form = new Form.Images(32, 3, 10);
        try (GraphNetwork network = network(ResNet.resnet20(), form)) {
            QuantizedModel stored = Quantizer.of(
                            new PostTraining(3), Selection.standard(), ModelWeights.of(network), RandomStream.of(1))
                    .quantize();

            OnnxExport.Exported exported = OnnxExport.of(network, stored, List.of(32L, 32L, 3L), 10);

            assertTrue(exported.bytes().length < 4 * 269_722 / 4, "took " + exported.bytes().length);
            assertTrue(exported.notes().getFirst().contains("levels of 3 bits take 4"), exported.notes()::toString);
        }
    }

    @Test
    void weightsAreReadFromInitialisers() throws FormatException {
        Form.Images form = new Form.Images(32, 3, 10);
        try (GraphNetwork network = network(ResNet.resnet20(), form)) {
            QuantizedModel stored = Quantizer.of(
                            new PostTraining(8), Selection.standard(), ModelWeights.of(network), RandomStream.of(1))
                    .quantize();
            byte[] onnx =
                    OnnxExport.of(network, stored, List.of(32L, 32L, 3L), 10).bytes();

            OnnxReader reader = OnnxReader.of(onnx);

            NamedTensor bias = reader.tensor("classifier.bias");
            assertArrayEquals(stored.tensors().getLast().dequantize(), bias.floats(), "the last tensor of the network");
            NamedTensor levels = reader.tensor("stage3_3_conv2.weight/levels");
            assertEquals(DType.U8, levels.dtype());
            assertEquals(List.of(64L, 64L, 3L, 3L), levels.shape());
            for (int length = 0; length < onnx.length; length += 997) {
                byte[] cut = Arrays.copyOf(onnx, length);
                assertThrows(FormatException.class, () -> OnnxReader.of(cut), "length " + length);
            }
        }
    }

    @Test
    void numbersOneByOneAreRead() throws FormatException {
        OnnxMl.TensorProto.Builder floats = OnnxMl.TensorProto.newBuilder()
                .setName("w")
                .setDataType(OnnxGraph.FLOAT)
                .addAllDims(List.of(2L, 1L))
                .addFloatData(1.5f)
                .addFloatData(-2);
        OnnxMl.TensorProto.Builder halves = OnnxMl.TensorProto.newBuilder()
                .setName("h")
                .setDataType(OnnxGraph.FLOAT16)
                .addDims(1)
                .addInt32Data(0x3e00);

        OnnxReader reader = OnnxReader.of(model(floats, halves));

        assertEquals(List.of("w", "h"), reader.names());
        assertArrayEquals(new float[] {1.5f, -2}, reader.tensor("w").floats());
        assertArrayEquals(new float[] {1.5f}, reader.tensor("h").floats());
    }

    @Test
    void hostileModelsAreRefused() {
        OnnxMl.TensorProto.Builder weights = OnnxMl.TensorProto.newBuilder()
                .setName("w")
                .setDataType(OnnxGraph.FLOAT)
                .setRawData(ByteString.copyFrom(new byte[8]));
        for (List<Long> shape : List.of(
                List.of(3L), List.of(-2L), List.of(1L << 62, 2L), List.of(1L << 32, 1L << 32), List.of(-1L, -2L))) {
            byte[] bad = model(weights.clone().addAllDims(shape));
            assertThrows(FormatException.class, () -> OnnxReader.of(bad), shape::toString);
        }
        byte[] twice = model(weights.clone().addDims(2), weights.clone().addDims(2));
        assertThrows(FormatException.class, () -> OnnxReader.of(twice));
        byte[] external = model(weights.clone().addDims(2).setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL));
        assertThrows(FormatException.class, () -> OnnxReader.of(external));
        assertThrows(FormatException.class, () -> OnnxReader.of(new byte[] {1, 2, 3}));
    }

    private static byte[] model(OnnxMl.TensorProto.Builder... weights) {
        OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder();
        for (OnnxMl.TensorProto.Builder each : weights) {
            graph.addInitializer(each);
        }
        return OnnxMl.ModelProto.newBuilder().setGraph(graph).build().toByteArray();
    }

    @Test
    void layersWithoutCounterpartAreNamed() {
        try (GraphNetwork network = Zoo.build(TransformerLm.tiny(), new Form.Text(50), 1)) {
            var refused = assertThrows(IllegalArgumentException.class, network::steps);

            assertTrue(refused.getMessage().contains("has no counterpart"), refused.getMessage());
        }
    }
}
