package dither.quant;

import dither.quant.tensor.Glob;
import dither.quant.tensor.Selection;
import dither.quant.tensor.TensorQuantizer;
import dither.quant.tensor.WeightTensor;
import dither.random.RandomStream;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Gives each tensor its quantiser: what a method needs to know of the whole model.
 *
 * @param taken tensors that the selection takes
 * @param first first matrix of the network, whether taken or not; null if there is none
 * @param last last matrix of the network
 * @param control of DiffQ's penalty; null for other methods
 */
record Assembly(
        Method method,
        List<WeightTensor> taken,
        WeightTensor first,
        WeightTensor last,
        SizeControl control,
        RandomStream stream) {

    static Assembly of(Method method, Selection selection, List<WeightTensor> tensors, RandomStream stream) {
        List<WeightTensor> own =
                tensors.stream().filter(t -> t.trained() && t.tiedTo() == null).toList();
        List<WeightTensor> taken =
                own.stream().filter(t -> selection.takes(t.name(), t.length())).toList();
        List<WeightTensor> matrices =
                own.stream().filter(t -> t.shape().size() > 1).toList();
        SizeControl control = null;
        if (method instanceof DiffQ diffQ) {
            int bits = selection.float16() ? 16 : 32;
            double rest = own.stream()
                    .filter(t -> !taken.contains(t) && !t.discarded())
                    .mapToDouble(t -> (double) bits * t.length())
                    .sum();
            control = new SizeControl(diffQ, rest);
        }
        Assembly assembly = new Assembly(
                method,
                taken,
                matrices.isEmpty() ? null : matrices.getFirst(),
                matrices.isEmpty() ? null : matrices.getLast(),
                control,
                stream);
        assembly.checkGroups();
        return assembly;
    }

    /** A pattern with a slip in it would leave its phase without tensors, silently. */
    private void checkGroups() {
        if (method instanceof Ipq ipq
                && ipq.order() == Ipq.Order.GROUPS
                && !blocked().isEmpty()) {
            for (int g = 0; g < ipq.groups().size(); g++) {
                int group = g;
                if (blocked().stream().noneMatch(tensor -> phase(ipq, tensor) == group)) {
                    throw new IllegalArgumentException("no tensor to quantise is in the group "
                            + ipq.groups().get(g)
                            + " of " + ipq.label() + "; names that are left are such as "
                            + blocked().stream()
                                    .limit(3)
                                    .map(WeightTensor::name)
                                    .collect(Collectors.joining(", ")));
                }
            }
        }
    }

    /** The quantiser of a tensor; null where it stays in float. */
    TensorQuantizer quantizer(WeightTensor tensor) {
        if (!taken.contains(tensor)) {
            return null;
        }
        return switch (method) {
            case Method.Float32() -> null;
            case PostTraining(int bits) -> new PostTraining.Tensor(bits);
            case GivenWidths given -> given.on(tensor);
            case SteQat ste -> ste.on(tensor);
            case Lsq lsq -> lsq.on(tensor, isEdge(tensor));
            case LsqPlus lsq -> lsq.on(tensor, isEdge(tensor));
            case QuantNoise noise -> noise.on(tensor);
            case PqNoise noise -> noise.on(tensor, stream.at(tensor.name()));
            case Pq pq -> pq.on(tensor, stream.at(tensor.name()));
            case Ipq ipq -> ipq.on(tensor, phase(ipq, tensor), phases(), stream.at(tensor.name()));
            case DiffQ diffQ -> {
                DiffQ.Tensor quantizer = new DiffQ.Tensor(diffQ, tensor.name(), tensor.length(), control);
                if (!tensor.discarded()) {
                    control.add(quantizer);
                }
                yield quantizer;
            }
        };
    }

    private boolean isEdge(WeightTensor tensor) {
        return tensor == first || tensor == last;
    }

    private List<WeightTensor> blocked() {
        return taken.stream()
                .filter(t -> t.shape().size() > 1 && !t.discarded())
                .toList();
    }

    /** Into how many phases the method cuts the training. */
    int phases() {
        return method instanceof Ipq ipq
                ? switch (ipq.order()) {
                    case TOGETHER -> 1;
                    case LAYER_BY_LAYER -> Math.max(1, blocked().size());
                    case GROUPS -> ipq.groups().size();
                }
                : 1;
    }

    private int phase(Ipq ipq, WeightTensor tensor) {
        return switch (ipq.order()) {
            case TOGETHER -> 0;
            case LAYER_BY_LAYER -> Math.max(0, blocked().indexOf(tensor));
            case GROUPS -> {
                for (int g = 0; g < ipq.groups().size(); g++) {
                    if (ipq.groups().get(g).stream().anyMatch(glob -> Glob.matches(glob, tensor.name()))) {
                        yield g;
                    }
                }
                yield ipq.groups().size() - 1;
            }
        };
    }
}
