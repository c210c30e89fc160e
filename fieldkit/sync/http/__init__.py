"""The mailbox over HTTP: a blind intake, and the laptop side of it. Spec: docs/http-format.md."""
