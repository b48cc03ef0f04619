package dither.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** Standard output that knows why writing to it failed, which {@link PrintStream} forgets. */
final class StandardOutput extends FilterOutputStream {
    private IOException failure;

    StandardOutput(OutputStream out) {
        super(out);
    }

    /** Puts this in the place of {@link System#out}. */
    static StandardOutput install() {
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(output, true, Charset.forName(System.getProperty("stdout.encoding"))));
        return output;
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException bad) {
            failure = bad;
            throw bad;
        }
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    /** Whether the reader has gone, as {@code head} does when it has seen enough; no reason to complain. */
    synchronized boolean readerHasGone() {
        return failure != null && String.valueOf(failure.getMessage()).contains("Broken pipe");
    }

    /** What went wrong last, in words of the system; null if all was written. */
    synchronized String failure() {
        return failure == null ? null : failure.getMessage();
    }
}
