package dither.nn.engine;

import dither.nn.engine.Product.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The products that a layer asked for last, by their layouts. */
public final class ProductCache {
    private record Key(Compute compute, List<List<Long>> layouts, boolean bias) {}

    private final RecentlyUsed<Key, Product> products = new RecentlyUsed<>();

    /** As {@link Compute#product}. */
    public Product of(Compute compute, Layout a, Layout b, Layout c, boolean bias) {
        List<List<Long>> layouts = Stream.of(a.sizes(), a.strides(), b.sizes(), b.strides(), c.sizes(), c.strides())
                .map(numbers -> Arrays.stream(numbers).boxed().toList())
                .toList();
        return products.of(new Key(compute, layouts, bias), _ -> compute.product(a, b, c, bias));
    }
}
