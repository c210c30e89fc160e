"""Thin wrappers over libraries: sign, seal, derive. Bytes in, bytes out."""
