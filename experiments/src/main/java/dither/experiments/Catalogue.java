package dither.experiments;

import dither.codec.Size;
import dither.experiments.ablation.BatchNormAnew;
import dither.experiments.ablation.Bfloat16;
import dither.experiments.ablation.BitRange;
import dither.experiments.ablation.Combined;
import dither.experiments.ablation.GroupSize;
import dither.experiments.ablation.LogitRate;
import dither.experiments.ablation.NoiseDistribution;
import dither.experiments.ablation.NoiseScheduling;
import dither.experiments.ablation.Penalty;
import dither.experiments.ablation.PerChannel;
import dither.experiments.ablation.TargetSize;
import dither.experiments.ablation.TrainingLength;
import dither.experiments.claim.Bfloat16CostsNothing;
import dither.experiments.claim.EntropyCodingGains;
import dither.experiments.claim.Overhead;
import dither.experiments.claim.diffq.BatchNormHelpsDiffQ;
import dither.experiments.claim.diffq.BitsDiffer;
import dither.experiments.claim.diffq.DiffQAgainstRival;
import dither.experiments.claim.diffq.DiffQAtTheFront;
import dither.experiments.claim.diffq.DiffQCatchesUp;
import dither.experiments.claim.diffq.DiffQKeepsScore;
import dither.experiments.claim.diffq.DiffQWithSlowerWidths;
import dither.experiments.claim.diffq.TargetIsReached;
import dither.experiments.claim.quantnoise.HighRatesHurtIpq;
import dither.experiments.claim.quantnoise.Int8BarelyMatters;
import dither.experiments.claim.quantnoise.IpqInt8BarelyMatters;
import dither.experiments.claim.quantnoise.PostHocIsNearlyAsGood;
import dither.experiments.claim.quantnoise.ProxyEqualsExact;
import dither.experiments.claim.quantnoise.QuantNoiseAtInt4;
import dither.experiments.claim.quantnoise.QuantNoiseHelpsIpq;
import dither.experiments.claim.quantnoise.QuantNoisePaysForSharing;
import dither.experiments.claim.quantnoise.SharingCostsLessThanPruning;
import dither.experiments.plot.BitsOverTraining;
import dither.experiments.plot.BitsPerLayer;
import dither.experiments.plot.EntropyCoding;
import dither.experiments.plot.NoiseRate;
import dither.experiments.plot.ParetoPlot;
import dither.experiments.plot.SizeScore;
import dither.experiments.plot.SteOscillation;
import dither.experiments.plot.TrainingOverhead;
import dither.experiments.setting.Books;
import dither.experiments.setting.EfficientNets;
import dither.experiments.setting.Language;
import dither.experiments.setting.Music;
import dither.experiments.setting.Sentences;
import dither.experiments.table.DiffQCifar;
import dither.experiments.table.DiffQImageNet;
import dither.experiments.table.DiffQLanguage;
import dither.experiments.table.DiffQMusic;
import dither.experiments.table.EntropyTable;
import dither.experiments.table.ExactOrProxy;
import dither.experiments.table.LsqBits;
import dither.experiments.table.LsqWeightDecay;
import dither.experiments.table.PostHocTable;
import dither.experiments.table.QuantNoiseTable;
import dither.experiments.table.QuickRun;
import dither.experiments.table.SharingTable;
import dither.experiments.table.SlowerWidths;
import dither.report.Experiment;
import dither.report.claim.Claim;
import java.util.List;

/** Every experiment and every claim, in the order of lists and reports. */
public final class Catalogue {
    private Catalogue() {}

    /** All experiments. */
    public static List<Experiment> all() {
        return List.of(
                new DiffQCifar(),
                new SizeScore(new DiffQCifar()),
                new DiffQLanguage(),
                new SizeScore(new DiffQLanguage()),
                new DiffQMusic(),
                new SizeScore(new DiffQMusic()),
                new DiffQImageNet(),
                new SizeScore(new DiffQImageNet()),
                new SlowerWidths(),
                new QuantNoiseTable(),
                new PostHocTable(),
                new ExactOrProxy(),
                new NoiseRate(),
                new SharingTable(),
                new ParetoPlot(),
                new BitsPerLayer(),
                new BitsOverTraining(),
                new EntropyTable(),
                new EntropyCoding(),
                new TrainingOverhead(),
                new SteOscillation(),
                new LsqBits(),
                new LsqWeightDecay(),
                new Penalty(),
                new GroupSize(),
                new BitRange(),
                new NoiseDistribution(),
                new LogitRate(),
                new PerChannel(),
                new TargetSize(),
                new TrainingLength(),
                new BatchNormAnew(),
                new NoiseScheduling(),
                new Combined(),
                new Bfloat16(),
                // Asked of float networks: half the perplexity of the frequencies, two bits less per character, five
                // points more than guessing, a decibel more than the mixture, twenty points more than guessing.
                new QuickRun("lm", Language::at, baseline -> baseline / 2),
                new QuickRun("books", Books::at, baseline -> baseline - 2),
                new QuickRun("sentences", Sentences::at, baseline -> baseline + 0.05),
                new QuickRun("music", Music::at, baseline -> baseline + 1),
                new QuickRun("images", EfficientNets::at, baseline -> baseline + 0.2));
    }

    /** All claims. */
    public static List<Claim> claims() {
        return List.of(
                DiffQKeepsScore.onImageTransformer(),
                DiffQKeepsScore.onLanguage(),
                DiffQKeepsScore.onMusic(),
                DiffQAgainstRival.beatsSteQat(),
                new DiffQAtTheFront(),
                DiffQAgainstRival.competesWithLsq(),
                DiffQAgainstRival.competesWithSteQat(),
                DiffQWithSlowerWidths.competesWithLsq(),
                DiffQWithSlowerWidths.competesWithSteQat(),
                new BitsDiffer(),
                Overhead.ofDiffQ(),
                new QuantNoiseAtInt4(),
                new QuantNoiseHelpsIpq(),
                new Int8BarelyMatters(),
                new IpqInt8BarelyMatters(),
                new PostHocIsNearlyAsGood(),
                new ProxyEqualsExact(),
                new HighRatesHurtIpq(),
                new SharingCostsLessThanPruning(),
                new QuantNoisePaysForSharing(),
                Overhead.ofQuantNoise(),
                new EntropyCodingGains(Size.FILE),
                new EntropyCodingGains(Size.ZLIB),
                new TargetIsReached(),
                new DiffQCatchesUp(),
                new BatchNormHelpsDiffQ(),
                new Bfloat16CostsNothing());
    }
}
