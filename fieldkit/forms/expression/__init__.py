"""ODK XPath expressions: lexer, Pratt parser, closures."""
