package dither.codec;

import java.io.IOException;

/** A file is not what it should be: the one exception that readers throw for bad bytes. */
public final class FormatException extends IOException {
    private static final long serialVersionUID = 1;

    public FormatException(String message) {
        super(message);
    }
}
