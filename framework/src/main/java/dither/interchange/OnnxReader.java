package dither.interchange;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import dither.codec.FormatException;
import dither.codec.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the initialisers of an ONNX model: its weights.
 *
 * <p>Their bytes stay in the mapped file. Weights in files of their own ("external data") are not followed: a name in a file is
 * no path to trust.
 */
public final class OnnxReader implements WeightReader {
    private static final int MOST_TENSORS = 65_536;

    private final MappedFile file;
    private final Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> leftOut = new LinkedHashMap<>();

    private OnnxReader(MappedFile file) throws FormatException {
        this.file = file;
        file.look(_ -> {
            readModel();
            return this;
        });
    }

    /** @throws FormatException if the file is no ONNX model, or has weights that cannot be read */
    public static OnnxReader open(Path path) throws IOException {
        MappedFile file = MappedFile.open(path);
        try {
            return new OnnxReader(file);
        } catch (FormatException bad) {
            file.close();
            throw bad;
        }
    }

    /** The same for a file that is in memory. */
    public static OnnxReader of(byte[] bytes) throws FormatException {
        return new OnnxReader(MappedFile.of(bytes));
    }

    private static void require(boolean condition, String complaint) throws FormatException {
        if (!condition) {
            throw new FormatException(complaint);
        }
    }

    private void readModel() throws FormatException {
        require(file.length() <= Integer.MAX_VALUE, "has more than 2 GiB, which no ONNX file can have");
        try {
            CodedInputStream in =
                    CodedInputStream.newInstance(file.slice(0, file.length()).asByteBuffer());
            in.enableAliasing(true); // weights are not copied
            boolean graph = false;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == field(OnnxMl.ModelProto.GRAPH_FIELD_NUMBER)) {
                    readGraph(in);
                    graph = true;
                } else {
                    in.skipField(tag);
                }
            }
            require(graph, "holds no ONNX graph");
        } catch (FormatException bad) {
            throw bad;
        } catch (IOException bad) {
            throw new FormatException("is not an ONNX model, or damaged");
        }
    }

    /** The tag of a message within a message. */
    private static int field(int number) {
        return number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /** The weights of a graph; its nodes, of which a hostile file may have millions, are passed over. */
    private void readGraph(CodedInputStream in) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == field(OnnxMl.GraphProto.INITIALIZER_FIELD_NUMBER)) {
                OnnxMl.TensorProto tensor =
                        in.readMessage(OnnxMl.TensorProto.parser(), ExtensionRegistryLite.getEmptyRegistry());
                DType dtype = dtype(tensor.getDataType());
                String name = tensor.getName();
                require(tensors.size() + leftOut.size() < MOST_TENSORS, "holds more than " + MOST_TENSORS + " weights");
                boolean known = tensors.containsKey(name) || leftOut.containsKey(name);
                require(!known, "names two weights " + name);
                if (dtype == null) {
                    OnnxMl.TensorProto.DataType type = OnnxMl.TensorProto.DataType.forNumber(tensor.getDataType());
                    leftOut.put(name, type == null ? "number " + tensor.getDataType() : type.name());
                } else {
                    tensors.put(name, tensor(tensor, dtype));
                }
            } else {
                in.skipField(tag);
            }
        }
        in.popLimit(outer);
    }

    private static DType dtype(int type) {
        return switch (type) {
            case OnnxGraph.FLOAT -> DType.F32;
            case OnnxGraph.UINT8 -> DType.U8;
            case OnnxGraph.INT8 -> DType.I8;
            case OnnxGraph.UINT16 -> DType.U16;
            case OnnxGraph.INT16 -> DType.I16;
            case OnnxGraph.INT32 -> DType.I32;
            case OnnxGraph.INT64 -> DType.I64;
            case 9 -> DType.BOOL;
            case OnnxGraph.FLOAT16 -> DType.F16;
            case 11 -> DType.F64;
            case 12 -> DType.U32;
            case 13 -> DType.U64;
            case 16 -> DType.BF16;
            case 17 -> DType.F8_E4M3;
            case 19 -> DType.F8_E5M2;
            default -> null;
        };
    }

    private static NamedTensor tensor(OnnxMl.TensorProto tensor, DType dtype) throws FormatException {
        String name = tensor.getName();
        require(
                tensor.getDataLocation() != OnnxMl.TensorProto.DataLocation.EXTERNAL,
                "keeps " + name + " in another file; save the model as one file");
        long count = 1;
        try {
            for (long size : tensor.getDimsList()) {
                require(size >= 0, "gives " + name + " an impossible shape");
                count = Math.multiplyExact(count, size);
            }
            ByteBuffer data = tensor.hasRawData() ? tensor.getRawData().asReadOnlyByteBuffer() : numbers(tensor, dtype);
            require(
                    data.remaining() == Math.multiplyExact(count, dtype.bytes()),
                    "gives " + name + " a shape that does not fit its bytes");
            return new NamedTensor(name, dtype, tensor.getDimsList(), data.slice());
        } catch (ArithmeticException tooMany) {
            throw new FormatException("gives " + name + " an impossible shape");
        }
    }

    /** Numbers that are written one by one, in the field of their kind. */
    private static ByteBuffer numbers(OnnxMl.TensorProto tensor, DType dtype) {
        List<? extends Number> values = switch (dtype) {
            case F32 -> tensor.getFloatDataList();
            case F64 -> tensor.getDoubleDataList();
            case I64 -> tensor.getInt64DataList();
            case U32, U64 -> tensor.getUint64DataList();
            default -> tensor.getInt32DataList();
        };
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(values.size(), dtype.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (Number value : values) {
            switch (dtype) {
                case F32 -> data.putFloat(value.floatValue());
                case F64 -> data.putDouble(value.doubleValue());
                case I64, U64 -> data.putLong(value.longValue());
                case I32, U32 -> data.putInt(value.intValue());
                case F16, BF16, I16, U16 -> data.putShort(value.shortValue());
                case I8, U8, BOOL, F8_E4M3, F8_E5M2 -> data.put(value.byteValue());
            }
        }
        return data.flip();
    }

    @Override
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    @Override
    public Map<String, String> leftOut() {
        return Collections.unmodifiableMap(leftOut);
    }

    @Override
    public NamedTensor tensor(String name) {
        NamedTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the file holds no weights " + name);
        }
        return tensor;
    }

    @Override
    public void close() {
        file.close();
    }
}
