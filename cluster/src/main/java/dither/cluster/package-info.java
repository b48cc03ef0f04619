/**
 * Trials on Apache Spark: {@link dither.cluster.SparkExecutor} makes a Spark task of each job, {@link dither.cluster.SparkProvider} makes it
 * known as {@code --executor spark:MASTER}.
 */
package dither.cluster;
