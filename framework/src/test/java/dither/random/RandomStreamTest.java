package dither.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
    @Test
    void pathsNameStreams() {
        RandomStream root = RandomStream.of(1);

        assertEquals(root.at("noise").at(3), RandomStream.of(1).at("noise").at(3));
        assertNotEquals(root.at("noise"), root.at("nois"));
        assertNotEquals(root.at("ab").at("c"), root.at("a").at("bc"));
        assertNotEquals(RandomStream.of(0).at(1), RandomStream.of(1).at(0));
    }

    @Test
    void derivedStreamsDoNotCollide() {
        Set<Long> keys = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            for (Purpose purpose : Purpose.values()) {
                for (long step = 0; step < 500; step++) {
                    keys.add(purpose.stream(seed).at(step).key());
                }
            }
        }
        assertEquals(20 * Purpose.values().length * 500, keys.size());
    }

    @Test
    void boundedNumbersAreEven() {
        int[] counts = new int[10];
        RandomStream stream = RandomStream.of(7);
        for (int i = 0; i < 100_000; i++) {
            counts[stream.below(i, 10)]++;
        }
        for (int count : counts) {
            assertEquals(10_000, count, 4 * Math.sqrt(10_000), Arrays.toString(counts));
        }
    }

    @Test
    void uniformStaysInItsInterval() {
        RandomStream stream = RandomStream.of(7);
        double sum = 0;
        for (int i = 0; i < 100_000; i++) {
            double u = stream.uniform(i);
            assertTrue(u >= 0 && u < 1, () -> "out of range: " + u);
            sum += u;
        }
        assertEquals(0.5, sum / 100_000, 4 / Math.sqrt(12 * 100_000));
    }

    @Test
    void permutationsHoldEachIndexOnceAndFollowTheStream() {
        int[] order = Permutation.of(1000, RandomStream.of(3));

        assertArrayEquals(
                IntStream.range(0, 1000).toArray(),
                Arrays.stream(order).sorted().toArray());
        assertArrayEquals(order, Permutation.of(1000, RandomStream.of(3)));
        assertTrue(!Arrays.equals(order, Permutation.of(1000, RandomStream.of(4))));
    }
}
