"""Run the tests on every CPython from 3.11 to 3.14 that is found, each in a fresh virtual environment.

python tools/interpreters.py [PYTEST ARGUMENTS]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def works(command: str, version: str) -> bool:
    """Whether a command runs the Python it is named after (version managers leave stubs for those they do not have)."""
    if shutil.which(command) is None:
        return False
    asked = [command, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    return said.stdout.strip() == version


def tested(command: str, arguments: list[str]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([command, "-m", "venv", folder], check=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "-q", "-e", f"{ROOT}[test]"], check=True)
        return subprocess.run([python, "-m", "pytest", "-q", *arguments], cwd=ROOT, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    results = {
        version: tested(f"python{version}", arguments) for version in VERSIONS if works(f"python{version}", version)
    }
    for version in VERSIONS:
        print(
            f"Python {version}: {'not found' if version not in results else 'passed' if results[version] else 'FAILED'}"
        )
    return 0 if results and all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["-n", "auto"]))
