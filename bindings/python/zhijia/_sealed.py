"""What uniffi's Python classes lack: rows that cannot be changed and print nothing personal, errors that say their
sentence."""

from __future__ import annotations

import dataclasses
import enum
import inspect
from types import ModuleType
from typing import Any

# Text may be a name or a number of a person, so only ids and the words of the library itself are shown; a new field
# says nothing until somebody thinks of it.
_SHOWN = {"id", "code", "field", "zh", "en", "next_zh", "next_en"}


def seal(module: ModuleType) -> None:
    """Seals every record, every variant with fields, and every error of a generated module."""
    for name in module.__all__:
        one = getattr(module, name)
        if not isinstance(one, type) or issubclass(one, enum.Enum):
            continue
        if issubclass(one, Exception):
            for kind in vars(one).values():
                if isinstance(kind, type):
                    _say(kind)
        elif dataclasses.is_dataclass(one):
            _freeze(one, name)
        else:
            for variant, kind in vars(one).items():
                if isinstance(kind, type) and dataclasses.is_dataclass(kind):
                    _freeze(kind, f"{name}.{variant}")


def _freeze(row: type, name: str) -> None:
    fields = [field for field in inspect.signature(row.__init__).parameters if field != "self"]

    def values(self: Any) -> tuple[Any, ...]:
        return tuple(getattr(self, field) for field in fields)

    def setting(self: Any, field: str, value: Any) -> None:
        if field not in fields or field in self.__dict__:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {field!r}")
        object.__setattr__(self, field, value)

    def deleting(self: Any, field: str) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {field!r}")

    def printing(self: Any) -> str:
        return f"{name}({', '.join(f'{field}={_shown(field, getattr(self, field))}' for field in fields)})"

    def equal(self: Any, other: object) -> bool:
        return values(self) == values(other) if isinstance(other, row) else NotImplemented

    row.__setattr__ = setting  # type: ignore[assignment]
    row.__delattr__ = deleting  # type: ignore[assignment]
    row.__repr__ = row.__str__ = printing  # type: ignore[assignment]
    row.__eq__ = equal  # type: ignore[assignment]
    row.__hash__ = lambda self: hash((name, getattr(self, "id", None)))  # type: ignore[assignment]
    row.__match_args__ = tuple(fields)  # type: ignore[attr-defined]


def _shown(field: str, value: Any) -> str:
    hidden = isinstance(value, (bytes, dict)) or (isinstance(value, str) and field not in _SHOWN)
    if hidden or (isinstance(value, list) and any(isinstance(one, (str, bytes)) for one in value)):
        return "…"
    return repr(value)


def _say(kind: type) -> None:
    def saying(self: Any) -> str:
        return f"{self.trouble.en}. {self.trouble.next_en}."

    kind.__str__ = saying  # type: ignore[assignment]
    kind.__repr__ = lambda self: f"{type(self).__qualname__}({self.trouble.code!r})"  # type: ignore[assignment]
    kind.code = property(lambda self: self.trouble.code)  # type: ignore[attr-defined]
