package dither.store;

import java.time.Duration;
import java.time.Instant;

/**
 * The last sign of life of whoever runs a trial.
 *
 * @param host where
 * @param process number of the program
 * @param processStart when it started, in ticks since the machine did; numbers of programs come again
 * @param heard when this was written, in milliseconds since 1970
 * @param doing in words, such as {@code epoch 3 of 10}
 */
public record Heartbeat(String host, long process, long processStart, long heard, String doing) {

    /** How long ago by this machine's clock; a clock that was set back counts as just now. */
    public Duration age() {
        Duration age = Duration.between(Instant.ofEpochMilli(heard), Instant.now());
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** In words. */
    public String text() {
        return doing + " on " + host + ", process " + process + ", heard of " + age().toSeconds() + " s ago";
    }
}
