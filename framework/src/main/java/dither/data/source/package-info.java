/** Where public data sets come from, how they are fetched, checked and unpacked. */
package dither.data.source;
