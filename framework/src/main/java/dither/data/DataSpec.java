package dither.data;

/** Which data a trial uses: a value, without the data. */
public sealed interface DataSpec permits ImageSpec, TextSpec, PairSpec, MusicSpec {

    /** How tables call it. */
    String label();

    /** What results are measured on, for captions: "5000 test images". */
    String testSet();
}
