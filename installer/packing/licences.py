"""What is inside a package and under which licence: a CycloneDX list, and the licence texts themselves."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path
from typing import Final

from packing import sources
from packing.root import Root
from packing.sources import CannotBuild, sha256
from packing.wheels import FREEZERS, Wheel, locked

_TEXT: Final = re.compile(r"(?i)^(licen[cs]e|copying|notice|copyright|lgpl)")
_BUILDS_ONLY: Final = (*FREEZERS, "altgraph", "pyinstaller-hooks-contrib", "wheel")
LIST: Final = "sbom.cdx.json"


@dataclass(frozen=True, slots=True)
class Component:
    """One thing inside: a library, or a system file that is brought along."""

    name: str
    version: str
    licence: str
    purl: str
    sha256: str = ""

    def told(self) -> dict[str, object]:
        """As CycloneDX has it."""
        said: dict[str, object] = {"type": "library", "name": self.name, "version": self.version, "purl": self.purl}
        if self.licence:
            said["licenses"] = [{"license": {"name": self.licence}}]
        if self.sha256:
            said["hashes"] = [{"alg": "SHA-256", "content": self.sha256}]
        return said


def gather(root: Root, wheels: Path, frozen: Path, place: Path) -> Path:
    """Write the list and the texts of everything in the frozen folder. Raises `CannotBuild` for one without a text."""
    place.mkdir()
    found = [*_libraries(wheels, frozen, place), *_system(root, frozen, place), *_built(root, place)]
    said = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "components": [one.told() for one in sorted(found, key=lambda one: one.name.lower())],
    }  # fmt: skip
    (place / LIST).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return place


def _libraries(wheels: Path, frozen: Path, place: Path) -> list[Component]:
    files = {sha256(path): path for path in wheels.glob("*.whl")}
    shipped = _modules_in(frozen)
    chosen = [one for one in locked() if one.name not in _BUILDS_ONLY]
    return [_library(one, files[one.sha256], place) for one in chosen if _tops(files[one.sha256]) & shipped]


def _modules_in(frozen: Path) -> set[str]:
    """The names of the modules and packages the program holds, as the freezing wrote them down."""
    return set((frozen.parents[1] / "modules.txt").read_text("utf-8").split())


def _tops(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return {name.partition("/")[0].partition(".")[0] for name in packed.namelist() if ".dist-info" not in name}


def _library(one: Wheel, file: Path, place: Path) -> Component:
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
        (metadata,) = (name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        said = BytesParser().parsebytes(packed.read(metadata))
        texts = [name for name in names if ".dist-info/" in name and _TEXT.match(name.rpartition("/")[2])]
        for name in texts:
            _keep(place / one.name, name.partition(".dist-info/")[2].replace("/", "_"), packed.read(name))
    licence = said["License-Expression"] or said["License"] or _classified(said.get_all("Classifier", []))
    if not texts:
        _keep(place / one.name, "METADATA", metadata_of(said.as_bytes()))
    return Component(
        one.name, one.version, licence.splitlines()[0][:80], f"pkg:pypi/{one.name}@{one.version}", one.sha256
    )


def metadata_of(said: bytes) -> bytes:
    """The head of a METADATA file: what a wheel without a licence text says of its licence."""
    return said.partition(b"\n\n")[0] + b"\n"


def _classified(classifiers: list[str]) -> str:
    return "; ".join(line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::")) or "see text"


def _system(root: Root, frozen: Path, place: Path) -> list[Component]:
    """The Debian packages whose files are brought along."""
    owners = _owners(root, {path.name for path in frozen.rglob("*.so*")})
    made = []
    for package, version in sorted(owners.items()):
        text = root.path / "usr/share/doc" / package.partition(":")[0] / "copyright"
        if not text.exists():
            raise CannotBuild(f"{package} 没有许可证文本。")
        _keep(place / package.partition(":")[0], "copyright", text.read_bytes())
        made.append(Component(package, version, "see copyright", f"pkg:deb/debian/{package}@{version}"))
    return made


def _owners(root: Root, names: set[str]) -> dict[str, str]:
    """The packages of the old root that hold files of these names, with their versions."""
    listed = root.path / "var/lib/dpkg/info"
    found: dict[str, str] = {}
    for path in listed.glob("*.list"):
        files = {line.rpartition("/")[2] for line in path.read_text("utf-8").splitlines() if "/lib" in line}
        if files & names:
            package = path.stem
            found[package.partition(":")[0]] = _version(root, package)
    return found


def _version(root: Root, package: str) -> str:
    command = ["dpkg-query", f"--admindir={root.path}/var/lib/dpkg", "-W", "-f=${Version}", package]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _built(root: Root, place: Path) -> list[Component]:
    """What was built from source here."""
    kept = root.path / "opt/python/share/licences"
    for folder in kept.iterdir():
        shutil.copytree(folder, place / folder.name)
    made = []
    for name, source, licence in (("openssl", sources.OPENSSL, "Apache-2.0"), ("cpython", sources.PYTHON, "PSF-2.0")):
        version = source.name.partition("_")[2].partition(".orig")[0]
        made.append(Component(name, version, licence, f"pkg:generic/{name}@{version}", source.sha256))
    return made


def _keep(folder: Path, name: str, data: bytes) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
