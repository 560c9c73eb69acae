"""The value of what nobody has said: absorbed by Kleene's rules, never taken for an answer."""

from __future__ import annotations

from typing import Any, Final, NoReturn


class Unknown:
    """What is not known: every operation on it is unknown, unless the answer holds whatever it is.

    ``False & UNKNOWN`` is ``False`` and ``True | UNKNOWN`` is ``True``, as in Kleene's logic, in
    SQL and in Polars. There is one instance, `UNKNOWN`; ask ``x is UNKNOWN``.

    >>> False & UNKNOWN, True & UNKNOWN, True | UNKNOWN, False | UNKNOWN
    (False, UNKNOWN, True, UNKNOWN)
    >>> UNKNOWN >= 45
    UNKNOWN
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __reduce__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> NoReturn:
        message = "UNKNOWN is neither true nor false: ask `x is UNKNOWN` first"
        raise TypeError(message)

    def __and__(self, other: object) -> Any:
        if other is False:
            return False
        return self if other is True or other is self else NotImplemented

    def __or__(self, other: object) -> Any:
        if other is True:
            return True
        return self if other is False or other is self else NotImplemented

    __rand__ = __and__
    __ror__ = __or__

    def _absorb(self, _other: object) -> Unknown:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = _absorb
    __mul__ = __rmul__ = __floordiv__ = __rfloordiv__ = _absorb
    __lt__ = __le__ = __gt__ = __ge__ = _absorb

    def __neg__(self) -> Unknown:
        return self

    def toordinal(self) -> Unknown:
        """Unknown, as the day number of an unknown date is."""
        return self


UNKNOWN: Final[Any] = Unknown()
