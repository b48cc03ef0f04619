/**
 * What experiments vary methods on: a task's data, network and recipes at smoke, desk and paper scale, one class per task,
 * whose {@code at(Scale)} makes a {@link dither.experiments.setting.Setting}.
 *
 * <p>{@link dither.experiments.setting.Methods} and {@link dither.experiments.setting.Noisy} make the rows that many tables and
 * claims share.
 */
package dither.experiments.setting;
