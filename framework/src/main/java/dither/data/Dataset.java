package dither.data;

/** Data as loaded: what is trained on and what is measured on. */
public sealed interface Dataset permits ImageDataset, TextDataset, PairDataset, MusicDataset {

    /** Identifies what training sees. */
    String trainSha256();

    /** Identifies what results are measured on. */
    String testSha256();

    /** Identifies both. */
    default String sha256() {
        return sha256(trainSha256(), testSha256());
    }

    /** Both hashes as one. */
    static String sha256(String train, String test) {
        return train + "+" + test;
    }
}
