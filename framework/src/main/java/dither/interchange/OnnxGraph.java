package dither.interchange;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** An ONNX graph that is being put together; each method adds a part and returns the name of its output. */
final class OnnxGraph {
    /** Numbers of data types in ONNX. */
    static final int FLOAT = 1;

    static final int UINT8 = 2;
    static final int INT8 = 3;
    static final int UINT16 = 4;
    static final int INT16 = 5;
    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int FLOAT16 = 10;
    static final int UINT4 = 21;
    static final int INT4 = 22;
    static final int UINT2 = 25;
    static final int INT2 = 26;

    private static final int USUAL_OPSET = 21;
    private static final int USUAL_IR = 10;
    /** The first with types of 2 bits. */
    private static final int TWO_BITS_OPSET = 25;

    private static final int TWO_BITS_IR = 13;

    private final OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder();
    private int opset = USUAL_OPSET;
    private int ir = USUAL_IR;
    private int unnamed;

    /** A name that nothing else has. */
    String name(String base) {
        return base + "/" + unnamed++;
    }

    /** An operation. */
    String node(String type, String output, List<String> inputs, OnnxMl.AttributeProto... attributes) {
        graph.addNode(OnnxMl.NodeProto.newBuilder()
                .setOpType(type)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    /** An operation of several outputs, named after the first. */
    void node(String type, List<String> outputs, List<String> inputs, OnnxMl.AttributeProto... attributes) {
        graph.addNode(OnnxMl.NodeProto.newBuilder()
                .setOpType(type)
                .setName(outputs.getFirst())
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllAttribute(List.of(attributes)));
    }

    static OnnxMl.AttributeProto attribute(String name, long value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static OnnxMl.AttributeProto attribute(String name, float value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static OnnxMl.AttributeProto attribute(String name, List<Long> values) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    /** A constant tensor. */
    String constant(String name, int type, List<Long> shape, byte[] data) {
        if (type == UINT2 || type == INT2) {
            opset = TWO_BITS_OPSET;
            ir = TWO_BITS_IR;
        }
        graph.addInitializer(OnnxMl.TensorProto.newBuilder()
                .setName(name)
                .setDataType(type)
                .addAllDims(shape)
                .setRawData(ByteString.copyFrom(data)));
        return name;
    }

    /** Constant floats. */
    String floats(String name, List<Long> shape, float... values) {
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return constant(name, FLOAT, shape, data.array());
    }

    /** Constant 64-bit integers in a row. */
    String longs(String name, List<Long> values) {
        ByteBuffer data = ByteBuffer.allocate(8 * values.size()).order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(data::putLong);
        return constant(name, INT64, List.of((long) values.size()), data.array());
    }

    /** The network's input: floats, of as many examples as a caller likes. */
    void input(String name, List<Long> shape) {
        graph.addInput(value(name, shape));
    }

    /** What the network answers. */
    void output(String name, List<Long> shape) {
        graph.addOutput(value(name, shape));
    }

    private static OnnxMl.ValueInfoProto value(String name, List<Long> shape) {
        OnnxMl.TensorShapeProto.Builder sizes = OnnxMl.TensorShapeProto.newBuilder()
                .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
        shape.forEach(size ->
                sizes.addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(size)));
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                                .setElemType(FLOAT)
                                .setShape(sizes)))
                .build();
    }

    /** The whole file. */
    byte[] toByteArray(String graphName) {
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(ir)
                .setProducerName("dither")
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph.setName(graphName))
                .build()
                .toByteArray();
    }
}
