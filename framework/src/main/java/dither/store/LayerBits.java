package dither.store;

import java.util.SortedMap;

/**
 * How wide the weights of one layer are after one epoch.
 *
 * @param weights how many there are of each width in bits; empty where bits are shared by blocks
 */
public record LayerBits(int epoch, String layer, SortedMap<Integer, Long> weights) {}
