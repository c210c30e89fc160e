"""The engine beside its peers: the same forms in fieldkit, JavaRosa and xforms-engine, each in its own process."""
