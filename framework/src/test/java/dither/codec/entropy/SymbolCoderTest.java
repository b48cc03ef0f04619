package dither.codec.entropy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dither.codec.entropy.SymbolCoder.Coder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolCoderTest {
    /** Symbols as weights are spread: a bell of some width around some place, or something odd. */
    private static short[] symbols(Random random, int count, int width) {
        short[] symbols = new short[count];
        int most = (1 << width) - 1;
        double centre = random.nextDouble() * most;
        double spread = Math.exp(random.nextGaussian()) * (most + 1) / 6;
        int kind = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            symbols[i] = (short)
                    switch (kind) {
                        case 0 -> random.nextInt(most + 1);
                        case 1 -> random.nextInt(1000) == 0 ? most : 0;
                        case 2 -> random.nextBoolean() ? 0 : most;
                        default -> Math.clamp(Math.round(centre + spread * random.nextGaussian()), 0, most);
                    };
        }
        return symbols;
    }

    private static double entropyBits(short[] symbols) {
        int[] counts = new int[1 << 15];
        for (short symbol : symbols) {
            counts[symbol]++;
        }
        return Arrays.stream(counts)
                .filter(c -> c > 0)
                .mapToDouble(c -> -c * Math.log((double) c / symbols.length) / Math.log(2))
                .sum();
    }

    @RepeatedTest(300)
    void whateverWasCodedComesBack(RepetitionInfo info) throws CorruptException {
        long seed = info.getCurrentRepetition();
        Random random = new Random(seed);
        int groupSize = 1 + random.nextInt(20);
        int groups = random.nextInt(seed % 10 == 0 ? 5000 : 50);
        byte[] widths = new byte[groups];
        short[] symbols = new short[groups * groupSize];
        for (int g = 0; g < groups; g++) {
            widths[g] = (byte) (seed % 2 == 0 ? 1 + seed % 15 : 1 + random.nextInt(15));
            System.arraycopy(symbols(random, groupSize, widths[g]), 0, symbols, g * groupSize, groupSize);
        }
        Layout layout = new Layout(List.of((long) groups, (long) groupSize), groupSize, widths);
        for (Tier tier : Tier.values()) {
            byte[] bytes = SymbolCoder.encode(symbols, layout, tier.coders());

            assertArrayEquals(symbols, SymbolCoder.decode(bytes, layout), () -> "seed " + seed + ", " + tier);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 9, 40, 1000, 4095, 100_000})
    void everyCoderTakesEveryCountAndWidth(int count) throws CorruptException {
        for (int width = 1; width <= 15; width++) {
            short[] symbols = symbols(new Random(count + width), count, width);
            Layout layout = Layout.of(List.of((long) count), width);
            for (Coder coder : Coder.values()) {
                byte[] bytes = SymbolCoder.encode(symbols, layout, EnumSet.of(coder));
                assertArrayEquals(
                        symbols,
                        SymbolCoder.decode(bytes, layout),
                        coder + ", " + count + " symbols of " + width + " bits");
            }
        }
    }

    /** The bound of section 5 of the format: tables and all, no more than half a percent and 24 bytes above the entropy. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void ransComesNearTheEntropyOfBells(int width) {
        Random random = new Random(width);
        short[] symbols = new short[40_000];
        int most = (1 << width) - 1;
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = (short) Math.clamp(Math.round(most / 2.0 + (most + 1) / 8.0 * random.nextGaussian()), 0, most);
        }
        double bytes = SymbolCoder.encode(symbols, Layout.of(List.of(40_000L), width), Set.of(Coder.RANS)).length;
        double entropy = entropyBits(symbols) / 8;

        assertTrue(bytes >= entropy - 40 && bytes <= 1.003 * entropy + 24, () -> bytes + " bytes, entropy " + entropy);
    }

    /** Lower bits are random, what is coded above them is all the same. */
    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 12, 13, 14, 15})
    void wideSymbolsThatAreNearlyTheSameComeBack(int width) throws CorruptException {
        Random random = new Random(width);
        for (int count : new int[] {2, 30, 5000}) {
            short[] symbols = new short[count];
            for (int i = 0; i < count; i++) {
                symbols[i] = (short) ((77 << width - 8) + random.nextInt(1 << width - 8));
            }
            Layout layout = Layout.of(List.of((long) count), width);
            for (Coder coder : Coder.values()) {
                byte[] bytes = SymbolCoder.encode(symbols, layout, EnumSet.of(coder));
                assertArrayEquals(symbols, SymbolCoder.decode(bytes, layout), coder + ", " + count);
            }
        }
    }

    @Test
    void whatIsAllTheSameIsSaidOnce() throws CorruptException {
        short[] symbols = new short[1_000_000];
        Arrays.fill(symbols, (short) 300);

        Layout layout = Layout.of(List.of(1_000_000L), 9);
        byte[] bytes = SymbolCoder.encode(symbols, layout, Tier.FAST.coders());

        assertEquals(3, bytes.length);
        assertArrayEquals(symbols, SymbolCoder.decode(bytes, layout));
    }

    /** Every bit turned and every cut: an exception of the one kind, or other symbols, but nothing else and in bounded time. */
    @ParameterizedTest
    @EnumSource
    void damagedBytesEndInOneKindOfException(Coder coder) {
        for (int width : new int[] {2, 4, 7, 11}) {
            short[] symbols = symbols(new Random(3), 500, width);
            Layout layout = Layout.of(List.of(20L, 25L), width);
            byte[] good = SymbolCoder.encode(symbols, layout, Set.of(coder));
            for (int bit = 0; bit < 8 * good.length; bit++) {
                byte[] bad = good.clone();
                bad[bit / 8] ^= (byte) (1 << bit % 8);
                tryToDecode(bad, layout);
            }
            for (int length = 0; length < good.length; length++) {
                byte[] cut = Arrays.copyOf(good, length);
                if (coder != Coder.MIX) { // whose end nothing marks; a container knows it
                    assertThrows(CorruptException.class, () -> SymbolCoder.decode(cut, layout), coder + " " + length);
                }
            }
        }
    }

    @RepeatedTest(50)
    void noiseEndsInOneKindOfException(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            noise[0] = (byte) random.nextInt(Coder.values().length);
            tryToDecode(noise, Layout.of(List.of(1L + random.nextInt(300)), 1 + random.nextInt(15)));
        }
    }

    private static void tryToDecode(byte[] bytes, Layout layout) {
        try {
            short[] symbols = SymbolCoder.decode(bytes, layout);
            for (short symbol : symbols) {
                assertTrue(symbol >= 0 && symbol < 1 << layout.widths()[0], "a symbol of " + symbol);
            }
        } catch (CorruptException expected) {
            assertTrue(expected.getMessage().length() < 100);
        }
    }

    @Test
    void fewBytesCannotClaimManySymbols() {
        Layout layout = Layout.of(List.of(1L << 30), 4);

        for (Coder coder : List.of(Coder.PACKED, Coder.HUFFMAN, Coder.RANS, Coder.MIX)) {
            byte[] bytes = new byte[100];
            bytes[0] = (byte) coder.ordinal();
            assertThrows(CorruptException.class, () -> SymbolCoder.decode(bytes, layout), coder::toString);
        }
        assertThrows(CorruptException.class, () -> SymbolCoder.decode(new byte[0], layout));
    }
}
