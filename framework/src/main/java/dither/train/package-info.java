/**
 * The one training loop, for every method and every network.
 *
 * <p>{@link dither.train.Recipe} says how to train, {@link dither.train.Trainer} does it: perturb, forward and
 * backward, pull back, update. After each epoch the network is evaluated on truly quantised weights, and a {@link
 * dither.train.Checkpoint} from which training goes on to the same bits is handed to the caller. {@link
 * dither.train.ModelWeights} lies between networks and stored models, {@link dither.train.LayerInputs} rounds activations,
 * a {@link dither.train.Teacher} gives targets, an {@link dither.train.Updater} is an optimiser at work, a {@link dither.train.Pace} says how long
 * steps take and what of it is the method's.
 */
package dither.train;
