package dither;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component that a record of a trial got after results had been stored, or a record whose family got its second member
 * then.
 *
 * <p>A component is left out of the canonical JSON while it says what the code did before it existed, so older results keep their
 * names, and a default that changes later never matches them. The type
 * of a record that was the only one of its family is left out for the same reason.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Added {
    /** Canonical JSON of the value that stands for the former behaviour; of a type, how it was. */
    String before();
}
