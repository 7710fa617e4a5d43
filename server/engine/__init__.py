"""Pure NumPy: arrays in, arrays out. No I/O, no clock, no logging, no async, no global random."""
