package dither.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dither.codec.FormatException;
import dither.nn.GraphNetwork;
import dither.nn.zoo.Form;
import dither.nn.zoo.Model;
import dither.nn.zoo.Zoo;
import dither.quant.stored.QuantizedModel;
import dither.train.ModelWeights;
import java.util.Map;

/**
 * What a {@code .dither} file says of the network that its weights belong to, so that the file alone restores it, but for the rounding of
 * activations: of observed ranges it does not have the bits and the kind of grid.
 *
 * @param architecture the member of the zoo
 * @param form what it does
 */
public record ModelFile(Model architecture, Form form) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ARCHITECTURE = "architecture";
    private static final String FORM = "form";

    /** Blocks that were pruned, every other one at most, are not in a file. */
    private static final long MOST_OF_HELD = 4;

    /** As metadata of a file. */
    public Map<String, String> metadata() {
        return Map.of(
                ARCHITECTURE,
                CanonicalJson.of(architecture).toString(),
                FORM,
                CanonicalJson.of(form).toString());
    }

    /**
     * What the metadata of a file say.
     *
     * @throws FormatException if they name no architecture, or one that this program does not know
     */
    public static ModelFile of(Map<String, String> metadata) throws FormatException {
        String architecture = metadata.get(ARCHITECTURE);
        String form = metadata.get(FORM);
        if (architecture == null || form == null) {
            throw new FormatException(
                    "does not say which network its weights belong to; only files that runs write do");
        }
        try {
            return new ModelFile((Model) read(architecture, Model.class), (Form) read(form, Form.class));
        } catch (JsonProcessingException | IllegalArgumentException bad) {
            throw new FormatException("is of a network that this program does not know: " + ARCHITECTURE + " "
                    + architecture + ", " + FORM + " " + form);
        }
    }

    /** Trials may lack things, networks and their forms lack nothing. */
    private static Object read(String text, Class<?> type) throws JsonProcessingException {
        JsonNode node = JSON.readTree(text);
        if (holdsNull(node)) {
            throw new IllegalArgumentException("null");
        }
        return CanonicalJson.read(node, type);
    }

    private static boolean holdsNull(JsonNode node) {
        return node.isNull() || node.valueStream().anyMatch(ModelFile::holdsNull);
    }

    /**
     * The network, with the weights and statistics of the file.
     *
     * @throws FormatException if the weights cannot fill it
     * @throws IllegalArgumentException if the weights are of another network
     */
    public GraphNetwork restore(QuantizedModel model) throws FormatException {
        long held = model.tensors().stream()
                .mapToLong(tensor -> tensor.shape().stream().reduce(1L, (a, b) -> a * b))
                .sum();
        long needed = Zoo.parameterCount(architecture, form);
        // Before memory for a network is asked for that a few bytes of metadata make as large as they like.
        if (needed < 0 || needed > MOST_OF_HELD * held) {
            throw new FormatException("says that its weights are of " + architecture.name() + " with " + needed
                    + " numbers, and holds " + held + "; take a file that a run wrote");
        }
        GraphNetwork network = Zoo.build(architecture, form, 0);
        ModelWeights.load(network, model);
        return network;
    }
}
