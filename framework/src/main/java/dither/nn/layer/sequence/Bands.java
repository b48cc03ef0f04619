package dither.nn.layer.sequence;

import java.io.Serializable;
import java.util.List;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A vocabulary cut into bands by frequency: tokens are numbered from the most frequent, and each band after the first has
 * embeddings {@code factor} times narrower than the one before.
 *
 * <p>With one band, embeddings have the network's width and there is no projection. Sources: Grave et al. 2017 (adaptive
 * softmax), Baevski and Auli 2019 (adaptive input).
 *
 * @param vocabulary how many tokens there are
 * @param cutoffs where bands after the first start, ascending; empty for one band
 * @param factor by which bands get narrower
 * @param channels of the network
 */
@SuppressWarnings("serial") // immutable lists are serializable
public record Bands(
        @JsonProperty("vocabulary") int vocabulary,
        @JsonProperty("cutoffs") List<Integer> cutoffs,
        @JsonProperty("factor") int factor,
        @JsonProperty("channels") int channels)
        implements Serializable {
    public Bands {
        cutoffs = List.copyOf(cutoffs);
        int last = 0;
        for (int cutoff : cutoffs) {
            if (cutoff <= last || cutoff >= vocabulary) {
                throw new IllegalArgumentException(
                        "cutoffs must ascend and lie within the vocabulary of " + vocabulary + ", were " + cutoffs);
            }
            last = cutoff;
        }
    }

    /** One band. */
    public static Bands plain(int vocabulary, int channels) {
        return new Bands(vocabulary, List.of(), 1, channels);
    }

    /** How many there are. */
    int count() {
        return cutoffs.size() + 1;
    }

    /** First token of a band. */
    int start(int band) {
        return band == 0 ? 0 : cutoffs.get(band - 1);
    }

    /** Tokens of a band. */
    int size(int band) {
        return (band == cutoffs.size() ? vocabulary : cutoffs.get(band)) - start(band);
    }

    /** Width of a band's embeddings. */
    int width(int band) {
        int width = channels;
        for (int i = 0; i < band; i++) {
            width /= factor;
        }
        return width;
    }

    /** Whether embeddings go through projections. */
    boolean projected() {
        return !cutoffs.isEmpty();
    }

    /** The band of a token. */
    int of(int token) {
        int band = 0;
        while (band < cutoffs.size() && token >= cutoffs.get(band)) {
            band++;
        }
        return band;
    }
}
