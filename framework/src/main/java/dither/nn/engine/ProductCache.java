package dither.nn.engine;

import dither.nn.engine.Product.Layout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The products that a layer asked for last, by their layouts: to prepare one takes longer than a small one itself, and those in
 * bfloat16 have memory of their own. Layers whose numbers of rows change with every batch would keep ever more without a bound.
 */
public final class ProductCache {
    private static final int KEPT = 32;

    private record Key(Compute compute, List<List<Long>> layouts, boolean bias) {}

    private final Map<Key, Product> products = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Product> eldest) {
            return size() > KEPT;
        }
    };

    /** As {@link Compute#product}. */
    public Product of(Compute compute, Layout a, Layout b, Layout c, boolean bias) {
        List<List<Long>> layouts = Stream.of(a.sizes(), a.strides(), b.sizes(), b.strides(), c.sizes(), c.strides())
                .map(numbers -> Arrays.stream(numbers).boxed().toList())
                .toList();
        return products.computeIfAbsent(new Key(compute, layouts, bias), _ -> compute.product(a, b, c, bias));
    }
}
