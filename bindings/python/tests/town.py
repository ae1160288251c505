"""A real hub process, and keys for phones."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

KEY = bytes(range(32))


class Hub:
    """A hub with one union. It can be stopped and started again: same data, same address."""

    def __init__(self) -> None:
        self._program = os.environ["ZHIJIA_HUB_BIN"]
        # A socket lies in the folder, so its path has to be short.
        self._folder = tempfile.TemporaryDirectory(prefix="zhijia-")
        self._data = str(Path(self._folder.name) / "hub")
        self._listen = "127.0.0.1:0"
        self._process: subprocess.Popen[str] | None = None
        self._ask("init", "--union-name", "东湖区总工会", "--admin-name", "管理员")

    def start(self) -> "Hub":
        arguments = [self._program, "serve", "--data", self._data, "--listen", self._listen, "--log", "error"]
        self._process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        self._listen = self._process.stdout.readline().split("//")[1].strip()
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process.stdout.close()
            self._process = None

    def remove(self) -> None:
        self.stop()
        self._folder.cleanup()

    @property
    def address(self) -> str:
        return f"http://{self._listen}"

    @property
    def union(self) -> str:
        """The first union's id."""
        return json.loads(self._ask("invitations", "--json"))[0]["union"]

    def invite(self, name: str, *roles: str) -> str:
        """An invitation code for a person with these roles in the union."""
        wanted = [part for role in roles for part in ("--role", role)]
        return self._ask("invite", "--union", self.union, "--name", name, *wanted).strip()

    def revoke_device(self, device: str) -> None:
        self._ask("revoke-device", device)

    def _ask(self, command: str, *arguments: str) -> str:
        asked = [self._program, command, "--data", self._data, *arguments]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=30)
        if done.returncode != 0:
            raise AssertionError(f"zhijia-hub {command}: {done.stderr}")
        return done.stdout
