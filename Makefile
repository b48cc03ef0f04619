# The front door. `make help` lists every target; SCALE, SEEDS and DATA apply to all experiments.
SCALE ?= smoke
SEEDS ?=
DATA ?= $(DITHER_DATA)
MINUTES ?= 1

# Without a JDK 25 the program says what to install; targets that need none still work.
export JAVA_HOME := $(shell ./dither --print-jdk 2>/dev/null)
# Maven's own libraries make a new JDK complain about sun.misc.Unsafe on every start.
export MAVEN_OPTS := $(if $(JAVA_HOME),--sun-misc-unsafe-memory-access=allow)
MVN := mvn -B -q
OPTIONS := --scale $(SCALE) $(if $(SEEDS),--seeds $(SEEDS))
EXPERIMENTS := table-diffq-images plot-size-accuracy plot-bits-per-layer ablation-penalty ablation-target-size \
  table-quant-noise-images table-entropy plot-ste-oscillation quick-lm quick-pairs quick-music quick-images \
  ablation-bfloat16

.DEFAULT_GOAL := help
.PHONY: help build test test-slow test-cluster cluster format repro example chaos bench-store bench-step bench-models bench-kernels bench-sizes fuzz clean $(EXPERIMENTS)

help: ## This list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-26s %s\n", $$1, $$2}'
	@echo
	@echo '  SCALE=smoke|desk|paper   how much to compute (now: $(SCALE))'
	@echo '  SEEDS=n                  seeds per row (1 at smoke scale, else 3)'
	@echo '  DATA=dir                 folder of the data sets, for desk and paper scale (or DITHER_DATA)'

build: ## Compile and package everything (1 min the first time)
	@./dither --print-jdk >/dev/null
	@$(MVN) -DskipTests package

test: ## All tests (5 min)
	@./dither --print-jdk >/dev/null
	@mvn -B verify

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
	@$(MVN) spotless:apply

repro: ## Run every experiment; write tables, charts and paper-repro.md (2 min at smoke scale)
	@./dither run $(OPTIONS) $(if $(DATA),--data $(DATA))
	@./dither report $(OPTIONS)

table-diffq-images: ## All methods on images, accuracy against size (smoke 1 min, desk 52 min)
plot-size-accuracy: ## Chart: size against accuracy, all methods (same runs)
plot-bits-per-layer: ## Chart: how DiffQ spreads its bits (same runs)
ablation-penalty: ## DiffQ: penalty and group size (smoke 1 min, desk same runs)
ablation-target-size: ## DiffQ: a target size instead of a penalty (smoke 1 min, desk 15 min)
table-quant-noise-images: ## Quant-Noise, QAT and no noise, with integers and iPQ (smoke 1 min, desk 25 min more)
table-entropy: ## Sizes: formulas, entropy, coders, the file (smoke 1 min, desk 20 min)
quick-lm: ## A language model in minutes: float, Quant-Noise, DiffQ (smoke 10 s, desk 25 min)
quick-pairs: ## A classifier of sentence pairs in minutes (smoke 25 s, desk 4 min)
quick-music: ## Separation of music in minutes (smoke 30 s, desk 2 min)
quick-images: ## Photographs in minutes (smoke 10 s, desk 4 min)
ablation-bfloat16: ## Training in float32 and in bfloat16 (smoke 1 min, desk 7 min)
plot-ste-oscillation: ## Toy problems: STE oscillates, pseudo noise does not (5 s, nothing is trained)
$(EXPERIMENTS):
	@./dither run $@ $(OPTIONS) $(if $(DATA),--data $(DATA))
	@./dither report $@ $(OPTIONS)

example: build ## Compress a stock DL4J network: CompressYourOwn, the example of the README (10 s)
	@$(JAVA_HOME)/bin/java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
	  --sun-misc-unsafe-memory-access=allow -Dorg.bytedeco.javacpp.logger=slf4j \
	  -cp 'framework/target/*:experiments/target/*:experiments/target/lib/*' dither.experiments.CompressYourOwn

chaos: ## Kill workers and their parent 30 times, fill the disk, damage a checkpoint; compare every byte (4 min)
	@./dither bench chaos

bench-store: ## 10,000 recorded trials: seconds of planning, status and report, memory (1 min)
	@./dither bench store

bench-step: ## Seconds per training step, every method, beside PyTorch where installed (6 min)
	@./dither bench step

bench-models: ## Parameters, size and seconds per step of every architecture (2 min, 12 GiB)
	@./dither bench models

bench-kernels: ## Elements per second of the Vector API kernels and of coders, by JMH (12 min)
	@./dither bench kernels

bench-sizes: ## Bits per weight of every coder; FILE=weights.safetensors
	@./dither bench sizes $(FILE)

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
