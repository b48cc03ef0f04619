package dither.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Trials as JSON, with the schema of their words and their signature, and back. */
public final class TrialJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TrialJson() {}

    /** The JSON of a trial: {@code signature}, {@code schema}, {@code trial}. */
    public static ObjectNode of(Trial trial) {
        ObjectNode node = JSON.createObjectNode();
        node.put("signature", trial.signature().hex());
        node.setAll((ObjectNode) Signature.json("trial", trial));
        // Through text and back, so that number types compare equal to those of a file.
        return (ObjectNode) parse(node.toString());
    }

    /**
     * The trial that {@link #of} wrote, by whatever version.
     *
     * @throws IllegalArgumentException if this version cannot say the same thing
     */
    public static Trial read(JsonNode node) {
        return read(node, Migration.ALL);
    }

    /** The same with other migrations. */
    public static Trial read(JsonNode node, List<Migration> migrations) {
        ObjectNode current = Migration.toCurrent(node, migrations);
        Trial trial = (Trial) CanonicalJson.read(current.path("trial"), Trial.class);
        if (!of(trial).path("trial").equals(current.path("trial"))) {
            throw new IllegalArgumentException("this version reads trial "
                    + node.path("signature").asText() + " differently: "
                    + String.join(
                            "; ", differences(current.path("trial"), of(trial).path("trial"))));
        }
        return trial;
    }

    /** The trial of a line. */
    public static Trial read(String text) {
        return read(parse(text));
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException bad) {
            throw new IllegalArgumentException("not JSON: " + bad.getOriginalMessage(), bad);
        }
    }

    /** What differs between two values, a line {@code path: one | other} each; nothing if they are equal. */
    public static List<String> differences(JsonNode one, JsonNode other) {
        List<String> lines = new ArrayList<>();
        compare("", one, other, lines);
        return lines;
    }

    private static void compare(String path, JsonNode one, JsonNode other, List<String> lines) {
        if (one.equals(other)) {
            return;
        }
        boolean sameKind =
                one.isObject() && other.isObject() && one.path("type").equals(other.path("type"));
        if (!sameKind) {
            lines.add((path.isEmpty() ? "all" : path) + ": " + show(one) + " | " + show(other));
            return;
        }
        TreeSet<String> names = new TreeSet<>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            compare(path.isEmpty() ? name : path + "." + name, one.path(name), other.path(name), lines);
        }
    }

    private static String show(JsonNode node) {
        return node.isMissingNode() ? "not given" : node.toString();
    }
}
