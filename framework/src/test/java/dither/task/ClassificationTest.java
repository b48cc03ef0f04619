package dither.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ClassificationTest {
    private static Classification of(int label, float... probabilities) {
        Classification classification = new Classification();
        classification.add(probabilities, label);
        return classification;
    }

    @Test
    void ofEqualClassesTheFirstCounts() {
        float[] equal = {0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f};
        assertEquals(1, of(0, equal).accuracy());
        assertEquals(0, of(1, equal).accuracy());
        assertEquals(1, of(4, equal).top5());
        assertEquals(0, of(5, equal).top5(), "a network that tells nothing apart is right by chance only");
    }

    @Test
    void aSaturatedSoftmaxIsNotAmongTheFirstFiveByTies() {
        assertEquals(0, of(6, 1, 0, 0, 0, 0, 0, 0, 0).top5());
        assertEquals(1, of(0, 1, 0, 0, 0, 0, 0, 0, 0).accuracy());
    }

    @Test
    void whatIsNoNumberIsNeverRight() {
        float nan = Float.NaN;
        Classification broken = of(0, nan, nan, nan, nan, nan, nan);
        assertEquals(0, broken.accuracy());
        assertEquals(0, broken.top5());
        assertEquals(0, of(1, nan, 0.9f).accuracy());
    }
}
