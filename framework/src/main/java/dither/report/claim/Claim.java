package dither.report.claim;

import dither.experiment.Scale;
import java.util.List;
import java.util.OptionalDouble;

/** Something a paper says, and the questions that decide it. */
public interface Claim {

    /** Its name, such as {@code quant-noise-at-int4}. */
    String id();

    /** What is said, in our words. */
    String statement();

    /** Where it was seen. */
    String source();

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
