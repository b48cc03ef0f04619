package dither.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.data.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * The name of a result: SHA-256 over the canonical JSON of what was asked for, defaults included.
 *
 * @param hex 64 hexadecimal digits
 */
public record Signature(String hex) {
    /** Raised whenever a change of the code gives the same words another meaning. */
    static final int SCHEMA = 1;

    static Signature of(String kind, Record value) {
        return new Signature(Sha256.of(json(kind, value).toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** What is hashed: the kind of thing, the schema, and the value. */
    static JsonNode json(String kind, Record value) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set(kind, CanonicalJson.of(value));
        node.put("schema", SCHEMA);
        return node;
    }

    /** The first twelve digits, which name folders. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public String toString() {
        return shortHex();
    }
}
