package dither.nn.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a layer prepared for the sizes that it saw last. To prepare a product takes longer than a small one itself, and those in
 * bfloat16 have memory of their own: layers whose numbers of rows change with every batch would keep ever more without a bound.
 */
public final class RecentlyUsed<K, V> {
    private static final int KEPT = 32;

    private final Map<K, V> prepared = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > KEPT;
        }
    };

    /** What {@code prepare} makes of these sizes, made again only if 32 others were asked for since. */
    public V of(K sizes, Function<? super K, ? extends V> prepare) {
        return prepared.computeIfAbsent(sizes, prepare);
    }
}
