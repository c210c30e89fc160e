"""What headquarters publishes to laptops, as TUF targets. Spec: docs/policy-format.md."""
