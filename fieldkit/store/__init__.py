"""The encrypted store of one person's or one post's laptop, or of headquarters."""
