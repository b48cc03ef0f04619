package dither.report;

import dither.experiment.Scale;
import dither.report.claim.Finding;
import java.util.stream.Collectors;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What each seed answered to each part of each claim, and by which runs: the numbers behind means, intervals and verdicts. */
public final class Answers {
    /** The name of the file. */
    public static final String FILE = "claims.csv";

    private Answers() {}

    /**
     * A row per claim, part and seed, of the claims that are judged at a scale.
     *
     * @return columns claim, part, asked, seed, answer in the unit of the claim, and runs in the order of the question
     */
    public static Table of(Results results, Scale scale) {
        StringColumn claim = StringColumn.create("claim");
        StringColumn part = StringColumn.create("part");
        StringColumn asked = StringColumn.create("asked");
        IntColumn seed = IntColumn.create("seed");
        DoubleColumn answer = DoubleColumn.create("answer");
        StringColumn runs = StringColumn.create("runs");
        for (Results.Judged judged : results.judged()) {
            if (judged.scale() != scale) {
                continue;
            }
            for (Finding finding : judged.findings()) {
                for (Finding.Answer one : finding.answers()) {
                    claim.append(judged.claim().id());
                    part.append(finding.comparison().where());
                    asked.append(finding.comparison().quantity());
                    seed.append(one.seed());
                    answer.append(one.value());
                    runs.append(finding.comparison().runs(one.seed()).stream().collect(Collectors.joining(" ")));
                }
            }
        }
        return Table.create("claims", claim, part, asked, seed, answer, runs);
    }
}
