package dither.quant.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    /** As Python's fnmatch, but a name always matches itself. */
    @ParameterizedTest
    @CsvSource({
        "bias,bias,true",
        "bias,conv.bias,false",
        "*bias,block/0/bias,true",
        "u/*,u/v/w,true",
        "conv?.weight,conv1.weight,true",
        "conv?.weight,conv.weight,false",
        "[024].*,2.weight,true",
        "[024].*,1.weight,false",
        "[!a-c]x,dx,true",
        "[!a-c]x,bx,false",
        "a[0].w,a[0].w,true",
        "a[0].w,a0.w,true",
        "a[[]0].w,a[0].w,true",
        "a[[]0].w,a0.w,false",
        "[,[,true",
        "a.b,axb,false",
        "it's,it's,true"
    })
    void patternsAreThoseOfTheShell(String pattern, String name, boolean matches) {
        assertEquals(matches, Glob.matches(pattern, name));
    }

    @Test
    void rangesThatEndBeforeTheyBeginAreNamed() {
        String said = assertThrows(IllegalArgumentException.class, () -> Glob.matches("conv[9-0].*", "conv1.weight"))
                .getMessage();

        assertTrue(said.startsWith("pattern 'conv[9-0].*' has a range that ends before it begins"), said);
    }
}
