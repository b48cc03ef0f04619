/**
 * What experiments vary methods on: a task's data, network and recipes at smoke, desk and paper scale, one class per task.
 *
 * <p>{@link dither.experiments.setting.Setting} says what each has to know; {@link dither.experiments.setting.Methods} makes the
 * rows that many tables and claims share.
 */
package dither.experiments.setting;
