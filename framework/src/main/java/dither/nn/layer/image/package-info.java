/** Layers for images and other grids, channels last. */
package dither.nn.layer.image;
