package dither.experiments.table;

import dither.experiment.Scale;
import dither.experiments.setting.Cifar;
import dither.experiments.setting.Setting;
import java.util.List;

/** Small images: the table of the DiffQ paper on CIFAR-10 and CIFAR-100. */
public final class DiffQCifar extends MethodsTable {

    @Override
    public String id() {
        return "table-diffq-cifar";
    }

    @Override
    public String title() {
        return "DiffQ against STE-QAT, LSQ and Quant-Noise on small images";
    }

    @Override
    public String reproduces() {
        return "DiffQ on CIFAR-10 and CIFAR-100";
    }

    @Override
    public List<String> published() {
        return List.of("The paper's CIFAR rows were not seen in a source that could be checked, so none is shown.");
    }

    @Override
    public List<Setting> settings(Scale scale) {
        return Cifar.all(scale);
    }
}
