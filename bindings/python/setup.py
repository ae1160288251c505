"""A wheel with the library in it, so one for this kind of machine alone."""

from pathlib import Path

from setuptools import Distribution, setup

if not list(Path(__file__).parent.glob("zhijia/_generated/*zhijia_ffi*.*")):
    raise SystemExit("zhijia has no library to install: run `cargo xtask bindings` in the checkout first")


class Binary(Distribution):
    def has_ext_modules(self) -> bool:
        return True


setup(distclass=Binary)
