package dither.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.FormatException;
import dither.nn.GraphNetwork;
import dither.nn.Parameter;
import dither.nn.zoo.Form;
import dither.nn.zoo.ResNet;
import dither.nn.zoo.VisionTransformer;
import dither.nn.zoo.Zoo;
import dither.quant.stored.QuantizedModel;
import dither.quant.stored.QuantizedTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelFileTest {
    private static final ModelFile TINY = new ModelFile(ResNet.tiny(), new Form.Images(16, 3, 10));

    @Test
    void countsAreThoseOfTheNetworkThatIsBuilt() {
        try (GraphNetwork network = Zoo.build(TINY.architecture(), TINY.form(), 1)) {
            long all = network.parameters().stream()
                    .map(Parameter::shape)
                    .mapToLong(shape -> shape.stream().reduce(1L, (a, b) -> a * b))
                    .sum();
            assertEquals(all, Zoo.parameterCount(TINY.architecture(), TINY.form()));
        }
    }

    /** Two billion classes took the whole program down when memory for them was asked for. */
    @Test
    void networksThatTheWeightsOfTheFileCannotFillAreRefused() throws FormatException {
        Map<String, String> metadata = new HashMap<>(TINY.metadata());
        metadata.put("form", metadata.get("form").replace("\"classes\":10", "\"classes\":2000000000"));
        ModelFile huge = ModelFile.of(metadata);
        QuantizedModel little = new QuantizedModel(
                Map.of(), List.of(new QuantizedTensor.Raw("stem.weight", List.of(8L), new float[8], true)));

        String message =
                assertThrows(FormatException.class, () -> huge.restore(little)).getMessage();

        assertTrue(message.contains("holds 8") && message.contains("tiny"), message);
    }

    /** Two billion blocks filled memory with their names before anything was counted. */
    @Test
    void networksOfMorePartsThanAnybodyBuildsAreRefused() throws FormatException {
        Map<String, String> metadata = new HashMap<>(TINY.metadata());
        metadata.put(
                "architecture", metadata.get("architecture").replaceAll("\"blocks\":\\d+", "\"blocks\":2000000000"));
        ModelFile huge = ModelFile.of(metadata);

        String message = assertThrows(
                        IllegalArgumentException.class, () -> huge.restore(new QuantizedModel(Map.of(), List.of())))
                .getMessage();

        assertTrue(message.contains("more than 20000 parts"), message);
    }

    @Test
    void partsOfANetworkThatAreNullAreRefused() {
        ModelFile file = new ModelFile(VisionTransformer.tiny(), TINY.form());
        Map<String, String> metadata = new HashMap<>(file.metadata());
        metadata.put(
                "architecture", metadata.get("architecture").replaceAll("\"dropout\":\\{[^}]*}", "\"dropout\":null"));

        assertNotEquals(file.metadata(), metadata);
        assertThrows(FormatException.class, () -> ModelFile.of(metadata));
    }

    @Test
    void metadataThatNameNothingAreSaid() {
        for (String key : List.of("form", "architecture")) {
            Map<String, String> metadata = new HashMap<>(TINY.metadata());
            metadata.put(key, "null");
            assertThrows(FormatException.class, () -> ModelFile.of(metadata), key);
        }
    }
}
