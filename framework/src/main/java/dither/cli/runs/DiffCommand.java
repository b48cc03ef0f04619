package dither.cli.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dither.experiment.Trial;
import dither.experiment.TrialJson;
import dither.store.RunStore;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Show in what two runs differ: what was asked for, what came out, and where it ran.")
public final class DiffCommand implements Callable<Integer> {
    @Mixin
    private Records records;

    @Parameters(index = "0", paramLabel = "SIGNATURE", description = "One run; its first digits are enough.")
    private String one;

    @Parameters(index = "1", paramLabel = "SIGNATURE", description = "The other.")
    private String other;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        records.checkRoot();
        RunStore store = records.store(records.scale);
        Trial first = store.folders().trial(one);
        Trial second = store.folders().trial(other);
        PrintWriter out = spec.commandLine().getOut();
        print(
                out,
                "trial",
                TrialJson.differences(
                        TrialJson.of(first).get("trial"), TrialJson.of(second).get("trial")));
        print(out, "result", TrialJson.differences(result(store, first), result(store, second)));
        print(out, "provenance", store.provenance(first).differences(store.provenance(second)));
        out.flush();
        return 0;
    }

    /** What came out, as far as it has. */
    private static JsonNode result(RunStore store, Trial trial) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        store.find(trial).ifPresent(run -> {
            result.put(run.metric().label(), run.score());
            result.put("bits per weight", run.sizes().meanBits());
            result.put("file bytes", run.sizes().fileBytes());
            result.put("seconds", run.cost().seconds());
        });
        return result;
    }

    private static void print(PrintWriter out, String what, List<String> lines) {
        out.println(what + (lines.isEmpty() ? ": no difference" : ""));
        lines.forEach(line -> out.println("    " + line));
    }
}
