package dither.nn.zoo;

/** An architecture as a value; each family is a record of what its members differ in. */
public sealed interface Model
        permits ResNet,
                MobileNet,
                WideResNet,
                VisionTransformer,
                EfficientNet,
                TransformerLm,
                LstmLm,
                SentenceEncoder,
                Demucs {

    /** How tables call it. */
    String name();

    /**
     * Adds the network's layers to a plan, from its input {@link Plan#INPUT} to its loss.
     *
     * @throws IllegalArgumentException if the family cannot do what {@code form} asks
     */
    void build(Plan plan, Form form);
}
