"""The emulated AWS: moto behind one gate, in one process and on one port."""
