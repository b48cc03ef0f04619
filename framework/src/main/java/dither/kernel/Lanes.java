package dither.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector shapes of this machine, and the few functions that must not depend on the compiler's mood.
 *
 * <p>{@code lanewise(LOG)} and its kin run {@code java.lang.Math} while the code is interpreted and a vector library
 * once it is compiled; the two differ in the last bit, so a run would change with the moment the compiler steps in.
 * The polynomials below use additions, multiplications and fused multiply-adds only, which are exact everywhere.
 */
public final class Lanes {
    public static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    public static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
    public static final int COUNT = F.length();

    /** Eight floats, the group size that the papers use most. */
    public static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;

    public static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Lanes() {}

    /** The sum of all lanes, first to last; {@code reduceLanes} leaves the order of float additions open. */
    public static double sum(FloatVector v, float[] scratch) {
        v.intoArray(scratch, 0);
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += scratch[i];
        }
        return sum;
    }

    /**
     * Natural logarithm of positive normal floats, within 2 ulp: {@code ln(m 2^e) = e ln 2 + ln m} with the mantissa in
     * [sqrt(1/2), sqrt(2)) and the degree-8 polynomial of Cephes {@code logf}.
     */
    public static FloatVector log(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        // Adding the distance from sqrt(1/2) to 1 rounds the exponent so that the mantissa straddles 1.
        IntVector shifted = bits.add(0x3f800000 - 0x3f3504f3);
        IntVector exponent = shifted.lanewise(VectorOperators.ASHR, 23).sub(127);
        FloatVector m = shifted.and(0x007fffff).add(0x3f3504f3).reinterpretAsFloats();
        FloatVector e = (FloatVector) exponent.convertShape(VectorOperators.I2F, F, 0);
        FloatVector t = m.sub(1f);
        FloatVector z = t.mul(t);
        FloatVector p = FloatVector.broadcast(F, 7.0376836292e-2f)
                .fma(t, FloatVector.broadcast(F, -1.1514610310e-1f))
                .fma(t, FloatVector.broadcast(F, 1.1676998740e-1f))
                .fma(t, FloatVector.broadcast(F, -1.2420140846e-1f))
                .fma(t, FloatVector.broadcast(F, 1.4249322787e-1f))
                .fma(t, FloatVector.broadcast(F, -1.6668057665e-1f))
                .fma(t, FloatVector.broadcast(F, 2.0000714765e-1f))
                .fma(t, FloatVector.broadcast(F, -2.4999993993e-1f))
                .fma(t, FloatVector.broadcast(F, 3.3333331174e-1f));
        FloatVector y = p.mul(t).mul(z);
        y = e.fma(FloatVector.broadcast(F, -2.12194440e-4f), y); // ln 2 in two parts, so that e ln 2 stays exact
        y = z.fma(FloatVector.broadcast(F, -0.5f), y);
        return e.fma(FloatVector.broadcast(F, 0.693359375f), t.add(y));
    }

    /**
     * Exponential for |x| below 87, within 2 ulp: {@code e^x = 2^n e^r} with {@code n = rint(x / ln 2)} and the degree-6
     * polynomial of Cephes {@code expf}.
     */
    public static FloatVector exp(FloatVector x) {
        FloatVector n = x.mul(1.44269504f).add(0x1.8p23f).sub(0x1.8p23f);
        FloatVector r = n.fma(FloatVector.broadcast(F, -0.693359375f), x);
        r = n.fma(FloatVector.broadcast(F, 2.12194440e-4f), r);
        FloatVector p = FloatVector.broadcast(F, 1.9875691500e-4f)
                .fma(r, FloatVector.broadcast(F, 1.3981999507e-3f))
                .fma(r, FloatVector.broadcast(F, 8.3334519073e-3f))
                .fma(r, FloatVector.broadcast(F, 4.1665795894e-2f))
                .fma(r, FloatVector.broadcast(F, 1.6666665459e-1f))
                .fma(r, FloatVector.broadcast(F, 5.0000001201e-1f));
        FloatVector mantissa = p.fma(r.mul(r), r).add(1f);
        IntVector power = (IntVector) n.convertShape(VectorOperators.F2I, I, 0);
        return mantissa.mul(power.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
    }

    /** Sine of {@code pi x} for x in [-1/2, 1/2], within 1e-6: Taylor series to degree 11. */
    public static FloatVector sinPi(FloatVector x) {
        FloatVector z = x.mul(x);
        return FloatVector.broadcast(F, -0.0073704309f)
                .fma(z, FloatVector.broadcast(F, 0.08214588661f))
                .fma(z, FloatVector.broadcast(F, -0.599264528932f))
                .fma(z, FloatVector.broadcast(F, 2.55016403988f))
                .fma(z, FloatVector.broadcast(F, -5.16771278005f))
                .fma(z, FloatVector.broadcast(F, 3.14159265359f))
                .mul(x);
    }

    /** Cosine of {@code pi x} for x in [-1/2, 1/2], within 1e-6: Taylor series to degree 12. */
    public static FloatVector cosPi(FloatVector x) {
        FloatVector z = x.mul(x);
        return FloatVector.broadcast(F, 0.00192957430940f)
                .fma(z, FloatVector.broadcast(F, -0.0258068913900f))
                .fma(z, FloatVector.broadcast(F, 0.235330630359f))
                .fma(z, FloatVector.broadcast(F, -1.33526276885f))
                .fma(z, FloatVector.broadcast(F, 4.05871212642f))
                .fma(z, FloatVector.broadcast(F, -4.93480220054f))
                .fma(z, FloatVector.broadcast(F, 1f));
    }
}
