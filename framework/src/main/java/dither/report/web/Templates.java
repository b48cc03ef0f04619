package dither.report.web;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheFactory;
import java.io.StringWriter;

/** The Mustache templates beside this package's resources; what they show is escaped. */
final class Templates {
    private static final String PLACE = "dither/report/web/";

    private final MustacheFactory factory = new DefaultMustacheFactory(PLACE);

    /**
     * A page as HTML.
     *
     * @param name of the template, without its ending
     * @param shown a record whose components the template names
     */
    String show(String name, Record shown) {
        Mustache template = factory.compile(name + ".mustache");
        StringWriter out = new StringWriter();
        template.execute(out, shown);
        return out.toString();
    }
}
