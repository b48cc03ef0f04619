package dither.codec;

import dither.quant.stored.Centroids;
import dither.quant.stored.QuantizedTensor;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A codebook in the order that is cheapest to store: the centroid that most blocks use first.
 *
 * <p>Which centroid has which number is of no account, and in this order frequencies only fall, so a few numbers tell them all.
 */
final class CanonicalCodebook {
    private CanonicalCodebook() {}

    /** The same floats with other indices. */
    static QuantizedTensor.Product of(QuantizedTensor.Product tensor) {
        int size = tensor.size();
        int[] uses = new int[size];
        for (short index : tensor.index()) {
            uses[index]++;
        }
        int[] order = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingInt((Integer c) -> -uses[c]))
                .mapToInt(Integer::intValue)
                .toArray();
        short[] place = new short[size];
        for (int c = 0; c < size; c++) {
            place[order[c]] = (short) c;
        }
        short[] index = new short[tensor.index().length];
        for (int j = 0; j < index.length; j++) {
            index[j] = place[tensor.index()[j]];
        }
        Centroids centroids = switch (tensor.centroids()) {
            case Centroids.Half(short[] values) -> new Centroids.Half(moved(values, order, tensor.blockSize()));
            case Centroids.Int8(short[] codes, float scale, int zero) ->
                new Centroids.Int8(moved(codes, order, tensor.blockSize()), scale, zero);
        };
        return new QuantizedTensor.Product(tensor.name(), tensor.shape(), tensor.blockSize(), centroids, index);
    }

    private static short[] moved(short[] numbers, int[] order, int blockSize) {
        short[] moved = new short[numbers.length];
        for (int c = 0; c < order.length; c++) {
            System.arraycopy(numbers, order[c] * blockSize, moved, c * blockSize, blockSize);
        }
        return moved;
    }
}
