"""An interview's short code as people say it."""


def tell_code(code: str) -> str:
    """Return a short code as people say and type it: K7M-4QX."""
    return f"{code[:3]}-{code[3:]}" if len(code) == 6 else code
