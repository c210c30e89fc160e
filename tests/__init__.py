"""Tests of fieldkit: real SQLCipher files, real age and ssh-keygen, a real terminal."""
