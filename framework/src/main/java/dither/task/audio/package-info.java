/** Separation of recordings and its measures. */
package dither.task.audio;
