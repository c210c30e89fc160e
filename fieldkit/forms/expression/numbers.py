"""Arithmetic of expressions where XPath and Python differ: nothing raises, what has no value is NaN or Infinity."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from fieldkit.forms.expression.convert import NAN, Value, is_empty, number, number_of_text


def rounded(value: Value, digits: float = 0.0) -> float:
    """Round half away from zero; `digits` may be negative. A text may have a decimal comma. (form-language 5.3)"""
    exact = number_of_text(value.replace(",", ".")) if isinstance(value, str) else number(value)
    if not math.isfinite(exact) or digits != digits:
        return exact
    if digits == 0:
        whole = math.floor(abs(exact))
        return math.copysign(float(whole + 1 if abs(exact) - whole >= 0.5 else whole), exact)
    try:
        unit = Decimal(1).scaleb(-int(max(-30.0, min(30.0, digits))))
        return float(Decimal(repr(exact)).quantize(unit, ROUND_HALF_UP))
    except InvalidOperation:
        return exact


def whole(value: float) -> float:
    """Cut what stands behind the point."""
    return float(math.trunc(value)) if math.isfinite(value) else value


def power(base: float, exponent: float) -> float:
    """Return base to the exponent as IEEE 754 and the peers have it."""
    if exponent != exponent or (abs(base) == 1 and math.isinf(exponent)):
        return NAN
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    except ValueError:
        if base != 0:
            return NAN  # a root of a negative number
        return -math.inf if math.copysign(1.0, base) < 0 and exponent % 2 == 1 else math.inf


def guarded(run: Callable[..., float]) -> Callable[..., float]:
    """Return a function of `math` that gives NaN outside its domain and Infinity beyond the largest number."""

    def guarded_run(*values: float) -> float:
        try:
            return run(*values)
        except ValueError:
            return NAN
        except OverflowError:
            return math.inf

    return guarded_run


def logarithm(run: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: -math.inf if value == 0 else run(value) if value > 0 else NAN


def extreme(choose: Callable[[tuple[float, ...]], float]) -> Callable[..., float]:
    """Return min() or max() over any count of numbers: NaN if one is not a number, or if there is none."""

    def run(*values: float) -> float:
        return NAN if not values or any(v != v for v in values) else choose(values)

    return run


def total(*values: Value) -> float:
    """Add what is not empty. (form-language 5.3)"""
    return sum((number(v) for v in values if not is_empty(v)), 0.0)
