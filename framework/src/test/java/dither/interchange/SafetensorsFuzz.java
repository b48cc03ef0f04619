package dither.interchange;

import dither.codec.FormatException;

/** A target of {@code make fuzz}: for any bytes there are tensors or the one declared exception. */
public final class SafetensorsFuzz {
    private SafetensorsFuzz() {}

    /** The bytes as a file. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        try (WeightReader reader = SafetensorsReader.of(bytes)) {
            for (String name : reader.names()) {
                reader.tensor(name).floats();
            }
        } catch (FormatException expected) {
            return;
        }
    }
}
