"""Forms as XLSForm workbooks and back: rows in, YAML text out, and the other way. No I/O. See docs/xlsform.md."""
