package dither.cluster;

import dither.store.Provenance;
import dither.store.Site;
import dither.sweep.Executor;
import dither.sweep.Job;
import dither.sweep.Progress;
import dither.sweep.executor.JobMessage;
import dither.sweep.executor.Waves;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Jobs as tasks of Apache Spark, first the stages that trials share, then the trials. The site's root must be on a file system that all machines
 * see at the same place. A task whose machine is lost starts again elsewhere and goes on from its checkpoint.
 *
 * <p>An executor of Spark does one job at a time: native libraries have one set of threads in each process. Settings of Spark are taken from
 * system properties {@code spark.*} where those are set; options of Java and the class path of executors go after our own.
 */
public final class SparkExecutor implements Executor {
    private static final String MODULES = "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED"
            + " --sun-misc-unsafe-memory-access=allow";

    private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
    private static final String CLASS_PATH = "spark.executor.extraClassPath";

    private final String master;
    private final int threads;

    /**
     * @param master of Spark, such as {@code spark://host:7077}
     * @param threads of each job, which is also how many cores it takes; 0 for as many as here
     */
    public SparkExecutor(String master, int threads) {
        this.master = master;
        this.threads = Provenance.nativeThreads(threads);
    }

    SparkConf conf() {
        String cores = String.valueOf(threads);
        SparkConf conf = new SparkConf();
        return conf.setMaster(master)
                .setAppName("dither")
                .setIfMissing("spark.ui.enabled", "false")
                .setIfMissing("spark.executor.memory", "2g")
                .setIfMissing("spark.task.maxFailures", "10")
                .set("spark.executor.cores", cores)
                .set("spark.task.cpus", cores)
                .set("spark.executorEnv.OMP_NUM_THREADS", cores)
                .set("spark.executorEnv.GOMP_SPINCOUNT", "2000")
                .set(
                        JAVA_OPTIONS,
                        both(MODULES + " -XX:ActiveProcessorCount=" + cores, conf.get(JAVA_OPTIONS, ""), " "))
                .set(
                        CLASS_PATH,
                        both(System.getProperty("java.class.path"), conf.get(CLASS_PATH, ""), File.pathSeparator));
    }

    private static String both(String ours, String theirs, String between) {
        return theirs.isEmpty() ? ours : ours + between + theirs;
    }

    private JavaSparkContext connect() {
        try {
            return new JavaSparkContext(conf());
        } catch (Exception bad) { // among them checked ones, which Scala does not declare
            String reason = bad.getMessage() == null ? bad.toString() : bad.getMessage();
            throw new IllegalArgumentException(
                    "Spark cannot use the master '" + master + "': "
                            + reason.lines().findFirst().orElse(""),
                    bad);
        }
    }

    @Override
    public void run(List<Job> jobs, Site site, Progress progress) throws InterruptedException {
        if (jobs.isEmpty()) {
            return;
        }
        progress.total(jobs.size());
        try (JavaSparkContext spark = connect()) {
            spark.setLogLevel("ERROR");
            spark.sc().addSparkListener(new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                    progress.advance(end.taskInfo().successful() ? 1 : 0);
                }
            });
            for (List<Job> declared : Waves.of(jobs)) {
                List<Job> wave = Waves.possible(declared, site);
                progress.advance(declared.size() - wave.size());
                if (wave.isEmpty()) {
                    continue;
                }
                progress.task(wave.size() + " jobs on " + master);
                List<String> lines = wave.stream().map(Job::toLine).toList();
                answers(spark.parallelize(lines, lines.size())
                                .map(new SparkJob(site))
                                .collectAsync())
                        .forEach(answer -> check(answer, progress));
            }
        }
    }

    private static List<String> answers(JavaFutureAction<List<String>> wave) throws InterruptedException {
        try {
            return wave.get();
        } catch (InterruptedException stopped) {
            wave.cancel(true);
            throw stopped;
        } catch (ExecutionException lost) {
            String reason = lost.getCause() instanceof SparkException spark ? spark.getMessage() : lost.getMessage();
            throw new IllegalStateException(
                    "Spark gave up: " + reason.lines().findFirst().orElse("") + "; run the same command to go on",
                    lost);
        }
    }

    /** Passes on what was said in a job, and throws what no other job would survive either. */
    private static void check(String answer, Progress progress) {
        for (String line : answer.lines().toList()) {
            JobMessage message;
            try {
                message = JobMessage.ofLine(line);
            } catch (IOException impossible) {
                throw new IllegalStateException("no message: " + line, impossible); // ours on both sides
            }
            switch (message.kind()) {
                case SAY -> progress.say(message.text());
                case END, BAD_DATA, BAD_STORE -> message.result();
                case ADVANCE -> throw new IllegalStateException("steps, where jobs are counted: " + line);
            }
        }
    }
}
