package dither.kernel;

/** Argument checks that name the argument and show its value. */
public final class Checks {
    private Checks() {}

    /** @throws IllegalArgumentException if {@code value} is not in [low, high] */
    public static void inRange(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) { // also rejects NaN
            throw new IllegalArgumentException(
                    name + " must be in [" + show(low) + ", " + show(high) + "], was " + show(value));
        }
    }

    /** @throws IllegalArgumentException if {@code value} is not in [low, high) */
    public static void below(String name, double value, double low, double high) {
        if (!(value >= low && value < high)) {
            throw new IllegalArgumentException(
                    name + " must be in [" + show(low) + ", " + show(high) + "), was " + show(value));
        }
    }

    /** @throws IllegalArgumentException if {@code value} is not a finite number of at least {@code low} */
    public static void atLeast(String name, double value, double low) {
        if (!(value >= low && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be at least " + show(low) + ", was " + show(value));
        }
    }

    /** @throws IllegalArgumentException if {@code value} is not a finite number above 0 */
    public static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be positive, was " + show(value));
        }
    }

    private static String show(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
