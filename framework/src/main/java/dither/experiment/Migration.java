package dither.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What says in the words of the next schema what a stored trial says in those of its own, so that old records keep their meaning.
 *
 * <p>Needed when a change of the code gives the same words another meaning; components that merely come on top are {@link
 * dither.Added}.
 *
 * @param from schema of what is given to {@code change}
 * @param change of the value under {@code trial}
 */
public record Migration(int from, UnaryOperator<ObjectNode> change) {
    /** All there have been, in order; the meaning of a word has never changed so far. */
    public static final List<Migration> ALL = List.of();

    /**
     * A stored trial in today's words.
     *
     * @param stored with {@code schema} and {@code trial}
     * @param migrations in order
     * @throws IllegalArgumentException if it is no trial, its schema is newer than this program or nothing leads from it to today's
     */
    public static ObjectNode toCurrent(JsonNode stored, List<Migration> migrations) {
        if (!(stored instanceof ObjectNode object) || !object.path("trial").isObject()) {
            throw new IllegalArgumentException("no trial");
        }
        ObjectNode node = object.deepCopy();
        int schema = node.path("schema").asInt();
        for (Migration migration : migrations) {
            if (migration.from() == schema) {
                node.set("trial", migration.change().apply((ObjectNode) node.get("trial")));
                schema++;
            }
        }
        if (schema != Signature.SCHEMA) {
            throw new IllegalArgumentException("trial " + node.path("signature").asText() + " has schema "
                    + node.path("schema").asText() + ", this program reads up to " + Signature.SCHEMA);
        }
        node.put("schema", schema);
        return node;
    }
}
