package dither.report.claim;

import dither.experiment.Scale;
import java.util.List;
import java.util.OptionalDouble;

/** Something a paper says, or that we ask ourselves, and the questions that decide it. */
public interface Claim {
    /** The {@link #origin} of what no paper says. */
    String OURS = "our own";

    /** Its name, such as {@code quant-noise-at-int4}. */
    String id();

    /** What is said, in our words. */
    String statement();

    /** Whose it is: the short name of a paper, or {@link #OURS}. */
    String origin();

    /** Where it was seen. */
    String source();

    /** When it was stated; {@link #remarks} say more. */
    Stated stated();

    /** What decides it. It holds where all of these hold. */
    List<Comparison> comparisons(Scale scale);

    /** Hours of one GPU for its runs at paper scale; nothing if nobody has counted. */
    default OptionalDouble gpuHours() {
        return OptionalDouble.empty();
    }

    /** What a reader must know of the evidence: what desk scale cannot say, and what was known when the question was put; or nothing. */
    default String remarks() {
        return "";
    }
}
