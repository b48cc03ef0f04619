/**
 * Records, checkpoints and locks of trials on disk.
 *
 * <p>A {@link dither.store.Site} says where: the {@link dither.store.RunStore} keeps a {@link dither.store.RunRecord} of each trial with
 * its {@link dither.store.Provenance}, from which every table can be rebuilt without training; the {@link dither.store.StageCache} keeps
 * checkpoints; {@link dither.store.FileLocks} and {@link dither.store.Heartbeats} are for several programs at one site. A {@link
 * dither.store.RunState} is how a trial stands.
 */
package dither.store;
