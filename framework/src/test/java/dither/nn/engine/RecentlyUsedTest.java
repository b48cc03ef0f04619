package dither.nn.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentlyUsedTest {
    private final RecentlyUsed<Integer, String> recent = new RecentlyUsed<>();
    private final List<Integer> prepared = new ArrayList<>();

    private String prepare(int size) {
        return recent.of(size, made -> {
            prepared.add(made);
            return "of size " + made;
        });
    }

    @Test
    void whatWasUsedLastIsNotPreparedAgain() {
        for (int i = 0; i < 1000; i++) {
            assertEquals("of size " + i % 32, prepare(i % 32));
        }
        assertEquals(IntStream.range(0, 32).boxed().toList(), prepared);
    }

    @Test
    void whatWasUsedLongestAgoIsForgotten() {
        IntStream.range(0, 32).forEach(this::prepare);
        prepare(0);
        prepare(32);
        prepared.clear();
        prepare(0);
        assertEquals(List.of(), prepared, "0 was used after 1");
        prepare(1);
        assertEquals(List.of(1), prepared);
    }
}
