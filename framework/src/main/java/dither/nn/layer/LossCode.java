package dither.nn.layer;

import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * The code of a layer that ends a network and computes its loss.
 *
 * <p>It finds what the network should answer in its {@link Context}, not in DL4J's labels, which are dense arrays of floats.
 * Asked for an output it gives an answer where there is no target, and the loss of each label where there is one.
 */
public abstract class LossCode<C extends ChannelsLastLayer> extends ChannelsLastLayer.Runtime<C>
        implements IOutputLayer {
    private static final long serialVersionUID = 1;

    private transient double mean;

    protected LossCode(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    /**
     * The sum of all losses; writes the gradients of that sum.
     *
     * @param dx receives the gradient of {@code x}
     */
    protected abstract double lossAndGradients(INDArray x, INDArray dx, LayerWorkspaceMgr workspaces);

    /**
     * The target of a layer that learns from single tokens.
     *
     * @throws IllegalArgumentException if it is another, such as a teacher's
     */
    protected final int[] tokens() {
        if (context().target() instanceof Target.Labels(int[] labels)) {
            return labels;
        }
        throw new IllegalArgumentException(
                "layer " + layerConf().getLayerName() + " learns from tokens, not from shares; leave distillation out");
    }

    /** The sum of losses, in double precision. */
    protected static double sum(float[] losses) {
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        return sum;
    }

    @Override
    protected final INDArray backward(INDArray x, INDArray dy, LayerWorkspaceMgr workspaces) {
        INDArray dx = inputGradient(workspaces, x.shape());
        mean = lossAndGradients(x, dx, workspaces) / context().target().count();
        return dx;
    }

    /** The mean loss of the last backward pass, which the graph asks for right after it; gradients have no regularisation, so it has none. */
    @Override
    public double computeScore(double regularisation, boolean training, LayerWorkspaceMgr workspaces) {
        return mean;
    }

    @Override
    public INDArray computeScoreForExamples(double regularisation, LayerWorkspaceMgr workspaces) {
        return activate(false, workspaces);
    }

    @Override
    public boolean needsLabels() {
        return false;
    }

    @Override
    public void setLabels(INDArray labels) {}

    @Override
    public INDArray getLabels() {
        return null;
    }

    private static UnsupportedOperationException elsewhere() {
        return new UnsupportedOperationException("train and evaluate with dither.train.Trainer and dither.task.Task");
    }

    @Override
    public double f1Score(DataSet data) {
        throw elsewhere();
    }

    @Override
    public double f1Score(INDArray examples, INDArray labels) {
        throw elsewhere();
    }

    @Override
    @SuppressWarnings("deprecation") // DL4J's interface still asks for it
    public int numLabels() {
        throw elsewhere();
    }

    @Override
    public void fit(DataSetIterator data) {
        throw elsewhere();
    }

    @Override
    public int[] predict(INDArray examples) {
        throw elsewhere();
    }

    @Override
    public List<String> predict(DataSet data) {
        throw elsewhere();
    }

    @Override
    public void fit(INDArray examples, INDArray labels) {
        throw elsewhere();
    }

    @Override
    public void fit(DataSet data) {
        throw elsewhere();
    }

    @Override
    public void fit(INDArray examples, int[] labels) {
        throw elsewhere();
    }
}
