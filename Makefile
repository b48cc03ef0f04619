# The front door. `make help` lists every target; SCALE, SEEDS, DATA, ROOT and WORKERS apply to all experiments.
SCALE ?= smoke
SEEDS ?=
DATA ?= $(DITHER_DATA)
ROOT ?= .
WORKERS ?= $(shell getconf _NPROCESSORS_ONLN)
MINUTES ?= 1
TEST ?=
PEER ?=

# Without a JDK 25 the program says what to install; targets that need none still work.
export JAVA_HOME := $(shell ./dither --print-jdk 2>/dev/null)
# Maven's own libraries make a new JDK complain about sun.misc.Unsafe on every start.
export MAVEN_OPTS := $(if $(JAVA_HOME),--sun-misc-unsafe-memory-access=allow)
MVN := mvn -B -q
OPTIONS := --scale $(SCALE) --root "$(ROOT)" $(if $(SEEDS),--seeds $(SEEDS))
# One native thread for each trial: its numbers then do not depend on how many cores a machine has.
RUN := --threads 1 --executor workers:$(WORKERS) $(if $(DATA),--data "$(DATA)")
EXPERIMENTS := table-diffq-cifar plot-size-cifar table-diffq-language plot-size-language \
  table-diffq-music plot-size-music table-diffq-imagenet plot-size-imagenet table-diffq-slower-widths \
  table-quant-noise table-quant-noise-post-hoc table-quant-noise-proxy plot-noise-rate \
  table-quant-noise-sharing plot-pareto plot-bits-per-layer plot-bits-over-training \
  table-entropy plot-entropy-coding plot-training-overhead plot-ste-oscillation \
  table-lsq-bits table-lsq-weight-decay ablation-penalty ablation-group-size \
  ablation-bits ablation-noise ablation-logit-rate ablation-per-channel \
  ablation-target-size ablation-training-length ablation-batch-norm ablation-noise-schedule \
  ablation-combined ablation-bfloat16 \
  quick-lm quick-books quick-sentences quick-music quick-images

.DEFAULT_GOAL := help
.PHONY: help build test test-slow test-cluster cluster format repro site example chaos bench-store bench-step bench-models bench-kernels bench-sizes fuzz clean $(EXPERIMENTS)

help: ## This list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-26s %s\n", $$1, $$2}'
	@echo
	@echo '  SCALE=smoke|desk|paper   how much to compute (now: $(SCALE)); minutes at desk scale are of two cores and of each target alone in a new folder; many share runs'
	@echo '  SEEDS=n                  seeds per row (1 at smoke scale and for quick-*, else 3)'
	@echo '  ROOT=dir                 where results go; another folder than the checkout trains everything anew (now: $(ROOT))'
	@echo '  WORKERS=n                trials at a time, a core each (now: $(WORKERS))'
	@echo '  DATA=dir                 folder of the data sets, for desk and paper scale (or DITHER_DATA)'

build: ## Compile and package everything (1 min the first time)
	@./dither --print-jdk >/dev/null
	@$(MVN) -DskipTests package
	@touch experiments/target/lib # by its time ./dither knows that all is built

test: ## All tests (7 min), or those of one class: TEST=QuantizersTest
	@./dither --print-jdk >/dev/null
	@if [ -n "$(TEST)" ]; then \
	  mvn -B test -pl framework,experiments -am -Dtest='$(TEST)' -Dsurefire.failIfNoSpecifiedTests=false; \
	else mvn -B verify; fi

test-slow: ## The papers' own networks, built and stepped once (1 min, 12 GiB)
	@./dither --print-jdk >/dev/null
	@mvn -B test -pl framework -am -Dexcluded.tests= -Dtest=PaperScaleTest -Dsurefire.failIfNoSpecifiedTests=false

cluster: ## Build what runs trials on Apache Spark (downloads Spark; 1 min)
	@./dither --print-jdk >/dev/null
	@$(MVN) -Pcluster -pl cluster -am -DskipTests package

test-cluster: ## Tests of trials on Spark: a master and workers of its own (2 min)
	@./dither --print-jdk >/dev/null
	@mvn -B -Pcluster -pl cluster -am verify -Dtest='Spark*Test' -Dsurefire.failIfNoSpecifiedTests=false

format: ## Format all sources
	@$(MVN) -Pcluster spotless:apply

repro: ## Run every experiment; write tables, charts and paper-repro.md (5 min at smoke scale, 13 h at desk scale)
	@./dither run $(OPTIONS) $(RUN)
	@./dither report $(OPTIONS)

site: ## All results as web pages in site/, which open from the disk
	@./dither site --root "$(ROOT)"

table-diffq-cifar: ## DiffQ against its rivals on small images (desk 48 min)
plot-size-cifar: ## Chart: size against accuracy on small images (the runs of table-diffq-cifar)
table-diffq-language: ## DiffQ against its rivals on language (desk 54 min)
plot-size-language: ## Chart: size against perplexity (the runs of table-diffq-language)
table-diffq-music: ## DiffQ against its rivals on the separation of music (desk 8 min)
plot-size-music: ## Chart: size against SDR (the runs of table-diffq-music)
table-diffq-imagenet: ## DiffQ against its rivals: EfficientNet, image Transformer (desk 78 min)
plot-size-imagenet: ## Charts: size against accuracy of both (the runs of table-diffq-imagenet)
table-diffq-slower-widths: ## DiffQ at a third of the rate of its widths, batch norms anew for all (desk 2 h 40 min)
table-quant-noise: ## Quant-Noise, table 1: int4, int8, iPQ; none, QAT, noise (desk 1 h 40 min)
table-quant-noise-post-hoc: ## Quant-Noise, table 3: noise in fine-tuning only (desk 97 min)
table-quant-noise-proxy: ## Quant-Noise: exact noise against the proxy (desk 36 min)
plot-noise-rate: ## Quant-Noise: charts over the noise rate (desk 52 min)
table-quant-noise-sharing: ## Quant-Noise, table 2: sharing, pruning, iPQ (desk 3 h 30 min)
plot-pareto: ## Charts: all methods by the bytes of their files (desk 2 h)
plot-bits-per-layer: ## Charts: how DiffQ spreads its bits (desk 57 min)
plot-bits-over-training: ## Charts: how DiffQ's bits travel (desk 11 min)
table-entropy: ## Sizes: formulas, entropy, coders, the file (desk 21 min)
plot-entropy-coding: ## Chart: what entropy coding saves (the runs of table-entropy)
plot-training-overhead: ## The work of methods themselves in training steps (desk 49 min)
plot-ste-oscillation: ## Toy problems: STE oscillates, pseudo noise does not (5 s, nothing is trained)
table-lsq-bits: ## LSQ, table 1: bits of weights and activations (desk 21 min)
table-lsq-weight-decay: ## LSQ, table 2: weight decay (desk 28 min)
ablation-penalty: ## DiffQ: penalty (desk 21 min)
ablation-group-size: ## DiffQ: weights that share a width (desk 21 min)
ablation-bits: ## DiffQ: minimum, maximum and initial bits (desk 23 min)
ablation-noise: ## DiffQ: distribution of the noise (desk 18 min)
ablation-logit-rate: ## DiffQ: learning rate of the widths (desk 18 min)
ablation-per-channel: ## Ranges of tensors and of channels (desk 23 min)
ablation-target-size: ## DiffQ: a target size instead of a penalty (desk 21 min)
ablation-training-length: ## DiffQ against fixed widths, trained for longer (desk 44 min)
ablation-batch-norm: ## Batch norm as training left it, or estimated anew (desk 23 min)
ablation-noise-schedule: ## Noise that rises or falls over a training (desk 23 min)
ablation-combined: ## DiffQ and Quant-Noise combined (desk 21 min)
ablation-bfloat16: ## Training in float32 and in bfloat16 (desk 6 min)
quick-lm: ## A language model in minutes: float, Quant-Noise, DiffQ (desk 8 min)
quick-books: ## The same by characters of a book; of generated text at smoke scale (desk 4 min)
quick-sentences: ## A classifier of sentences in minutes (desk 7 min)
quick-music: ## Separation of music in minutes (desk 1 min)
quick-images: ## Photographs in minutes (desk 4 min)
$(EXPERIMENTS):
	@./dither run $@ $(OPTIONS) $(RUN)
	@./dither report $@ $(OPTIONS)

example: build ## Compress a stock DL4J network: CompressYourOwn, the example of the README (10 s)
	@$(JAVA_HOME)/bin/java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
	  --sun-misc-unsafe-memory-access=allow -Dorg.bytedeco.javacpp.logger=slf4j \
	  -cp 'framework/target/*:experiments/target/*:experiments/target/lib/*' dither.experiments.CompressYourOwn

chaos: ## Kill workers and their parent 30 times, fill the disk, damage a checkpoint; compare every byte (4 min)
	@./dither bench chaos

bench-store: ## 10,000 recorded trials: seconds of planning, status and report, memory (1 min)
	@./dither bench store

bench-step: ## Seconds per training step, every method; PEER=script.py times PyTorch beside it (6 min)
	@./dither bench step $(if $(PEER),--peer "$(PEER)")

bench-models: ## Parameters, size and seconds per step of every architecture (4 min, 12 GiB)
	@./dither bench models

bench-kernels: ## Elements per second of the Vector API kernels and of coders, by JMH (12 min)
	@./dither bench kernels

bench-sizes: ## Bits per weight of every coder; FILE=weights.safetensors
	@./dither bench sizes $(if $(FILE),"$(FILE)")

FUZZ := dither.codec.ContainerFuzz dither.codec.entropy.SymbolsFuzz dither.interchange.SafetensorsFuzz dither.interchange.OnnxFuzz
fuzz: build ## Fuzz the readers of .dither, its coders, safetensors and ONNX: MINUTES=1 each; findings in cache/fuzz
	@$(MVN) -pl framework test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
	@for target in $(FUZZ); do \
	  mkdir -p cache/fuzz/$$target && echo "== $$target" && \
	  $(JAVA_HOME)/bin/java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Xmx2g \
	    -cp framework/target/test-classes:framework/target/classes:$$(cat framework/target/test.classpath) \
	    com.code_intelligence.jazzer.Jazzer --target_class=$$target --instrumentation_includes='dither.**' \
	    --reproducer_path=cache/fuzz -artifact_prefix=cache/fuzz/ -rss_limit_mb=6144 -max_len=65536 \
	    -max_total_time=$$((60 * $(MINUTES))) cache/fuzz/$$target framework/src/test/resources/golden || exit 1; done

clean: ## Remove what was built; results stay
	@$(MVN) clean
