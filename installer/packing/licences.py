"""What is inside a package and under which licence: a CycloneDX list, and the licence texts themselves."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path
from typing import Final

from packing import sources
from packing.root import Root
from packing.sources import CannotBuild, sha256
from packing.wheels import FREEZERS, Wheel, locked

_TEXT: Final = re.compile(r"(?i)^(licen[cs]e|copying|notice|copyright|lgpl)")
_STARTER: Final = "pyinstaller"
"""What its program begins with is that of the freezer, and goes along."""
_BUILDS_ONLY: Final = (
    *(name for name in FREEZERS if name != _STARTER),
    "altgraph",
    "pyinstaller-hooks-contrib",
    "wheel",
)
_STRICT: Final = re.compile(r"(?i)\bA?GPL|GNU (affero )?general public")
_COMMON: Final = {"LGPL-3.0-only": ("LGPL-3", "GPL-3")}
"""Texts that Debian keeps, for wheels that name a licence and bring none; the one speaks of the other."""
_QT_SOURCE: Final = (
    "its source is at https://download.qt.io/official_releases/ under QtForPython and qt, in this version. "
    "Its libraries lie in files/lib as they are loaded, without what only a debugger reads; "
    "others may be put in their place."
)
EXCEPTION: Final = "if you create a document which uses this font, and embed this font"
"""Of the font exception to the GPL: what is printed with the font is not under it."""
WITH_EXCEPTION: Final = "GPL-3.0-only WITH Font-exception-2.0"
FONT_LICENCES: Final = {"OFL": "OFL-1.1", "GPL": WITH_EXCEPTION}
"""By what stands in the name of the text beside a font."""
_INSTALLER: Final = Path(__file__).resolve().parents[1]
CUTTERS: Final = (_INSTALLER / "cut_faces.py", _INSTALLER / "cut_fonts.py")
"""What made the fonts out of their sources: of a font under the GPL that belongs to its source."""
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


def gather(root: Root, wheels: Path, frozen: Path, place: Path, fonts: Sequence[Path] = ()) -> Path:
    """Write the list and the texts of everything in the frozen folder, and of the fonts beside it.

    Raises `CannotBuild` for one without a text, and for one that may not be shipped.
    """
    place.mkdir()
    common = root.path / "usr/share/common-licenses"
    found = [*_libraries(wheels, frozen, place, common), *_system(root, frozen, place), *_built(root, place)]
    found += [font_of(font, place) for font in fonts]
    said = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "components": [one.told() for one in sorted(found, key=lambda one: one.name.lower())],
    }  # fmt: skip
    (place / LIST).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return place


def permitted(licence: str) -> bool:
    """Whether one of the licences to choose from lets it go along with a program that is not under it."""
    return any(not _STRICT.search(one) or "exception" in one.lower() for one in re.split(r" OR ", licence))


def _libraries(wheels: Path, frozen: Path, place: Path, common: Path) -> list[Component]:
    files = {sha256(path): path for path in wheels.glob("*.whl")}
    shipped = _modules_in(frozen)
    chosen = [one for one in locked() if one.name not in _BUILDS_ONLY]
    there = [one for one in chosen if one.name == _STARTER or _tops(files[one.sha256]) & shipped]
    return [library_of(one, files[one.sha256], place, common) for one in there]


def _modules_in(frozen: Path) -> set[str]:
    """The names of the modules and packages the program holds, as the freezing wrote them down."""
    return set((frozen.parents[1] / "modules.txt").read_text("utf-8").split())


def _tops(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return {name.partition("/")[0].partition(".")[0] for name in packed.namelist() if ".dist-info" not in name}


def library_of(one: Wheel, file: Path, place: Path, common: Path) -> Component:
    """A wheel, its texts kept; those it only names from `common`. Raises `CannotBuild`."""
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
        (metadata,) = (name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        said = BytesParser().parsebytes(packed.read(metadata))
        texts = [name for name in names if _is_text(name)]
        for name in texts:
            _keep(place / one.name, name.partition(".dist-info/")[2].replace("/", "_"), packed.read(name))
    licence = said["License-Expression"] or said["License"] or _classified(said.get_all("Classifier", []))
    if not permitted(licence):
        raise CannotBuild(f"{one.name} 的许可证不允许随包分发：{licence.splitlines()[0][:80]}。")
    named = [name for each in re.split(r" (?:OR|AND) ", licence) for name in _COMMON.get(each, ())]
    if not texts and not named:
        raise CannotBuild(f"{one.name} 没有许可证文本。")
    if not texts:
        _keep(place / one.name, "METADATA", metadata_of(said.as_bytes()))
        for name in named:
            _keep(place / one.name, f"{name}.txt", (common / name).read_bytes())
        _keep(place / one.name, "SOURCE.txt", f"{one.name} {one.version}: {_QT_SOURCE}\n".encode())
    return Component(
        one.name, one.version, licence.splitlines()[0][:80], f"pkg:pypi/{one.name}@{one.version}", one.sha256
    )


def _is_text(name: str) -> bool:
    """Whether a file of a wheel is a licence: by its name, or by the folder they are kept in."""
    _wheel, info, inside = name.partition(".dist-info/")
    kept = inside.startswith("licenses/") and not inside.endswith("/")
    return bool(info) and (kept or _TEXT.match(inside.rpartition("/")[2]) is not None)


def font_of(font: Path, place: Path) -> Component:
    """A font, with the licence and the note of its source that lie beside it. Raises `CannotBuild`."""
    kinds = {file.name.split(".")[-2]: file for file in font.parent.glob(f"{font.stem}.*.txt")}
    source = kinds.pop("SOURCE", None)
    if len(kinds) != 1 or source is None:
        raise CannotBuild(
            f"字体 {font.name} 旁边要有一份许可证（如 {font.stem}.OFL.txt）和来历（{font.stem}.SOURCE.txt）。"
        )
    (licence,) = (FONT_LICENCES.get(kind, "") for kind in kinds)
    (text,) = kinds.values()
    if not licence or (licence == WITH_EXCEPTION and EXCEPTION not in " ".join(text.read_text("utf-8").split())):
        raise CannotBuild(f"字体 {font.name} 的许可证不允许随包分发：{text.name}。")
    for file in (text, source, *(CUTTERS if licence == WITH_EXCEPTION else ())):
        _keep(place / font.stem, file.name, file.read_bytes())
    return Component(font.stem, "", licence, f"pkg:generic/{font.stem}", sha256(font))


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
