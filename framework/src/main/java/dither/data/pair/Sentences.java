package dither.data.pair;

/**
 * What a line of a data set says.
 *
 * @param first sentence
 * @param second sentence; null where there is one only
 * @param label name of the class
 */
record Sentences(String first, String second, String label) {}
