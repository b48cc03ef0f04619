package dither.quant.tensor;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Shell patterns for names of tensors, as Python's fnmatch: {@code *}, {@code ?} and {@code [...]} also match slashes. */
public final class Glob {
    private Glob() {}

    /**
     * Whether {@code pattern} matches all of {@code name}; a pattern that is the name itself always does.
     *
     * @throws IllegalArgumentException if it has a range that ends before it begins
     */
    public static boolean matches(String pattern, String name) {
        try {
            return pattern.equals(name) || Pattern.matches(regex(pattern), name);
        } catch (PatternSyntaxException bad) {
            throw new IllegalArgumentException(
                    "pattern '" + pattern + "' has a range that ends before it begins; turn it round", bad);
        }
    }

    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder("(?s)");
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int end = c == '[' ? pattern.indexOf(']', i + (pattern.startsWith("[!", i) ? 3 : 2)) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (end > 0) {
                boolean not = pattern.charAt(i + 1) == '!';
                String set = pattern.substring(i + (not ? 2 : 1), end).replaceAll("([\\\\\\[\\]&^])", "\\\\$1");
                regex.append(not ? "[^" : "[").append(set).append(']');
                i = end;
            } else {
                regex.append(Pattern.quote(String.valueOf(c))); // a bracket that is never closed stands for itself
            }
        }
        return regex.toString();
    }
}
