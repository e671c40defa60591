"""Runs inside the build of the image: installs the simulator, leaves out what no product needs, compiles the rest.

    python3 install.py CONTEXT IMAGE [load]

With load it keeps what puts load on products, and installs what that needs.

IMAGE/root becomes the root of the image, IMAGE/volumes its volumes. Nothing in them depends on when or how often this
runs: times are SOURCE_DATE_EPOCH, and compiled files say by their hash, not by a time, what they were made from.
"""

import os
import shutil
import struct
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

USER = 10001
HOME = Path("/opt/applinks")
TOOLS = Path("/opt/applinks-tools")
VOLUMES = ("data", "userbases")

NOT_NEEDED = (
    # Sources of what is compiled, and what only a compiler or a type checker reads.
    *("**/*.c", "**/*.h", "**/*.pyx", "**/*.pxd", "**/*.pxi", "**/*.pyi"),
    "**/py.typed",
    # The tests of others.
    *("**/tests", "**/testing", "**/*_test.py"),
    # Parts that nobody imports here: other databases, other schemas, colours for five hundred languages.
    *("lxml/includes", "lxml/isoschematron", "lxml/html", "lxml/objectify*", "lxml/sax*", "lxml/builder*"),
    *("sqlalchemy/dialects/mssql", "sqlalchemy/dialects/mysql", "sqlalchemy/dialects/oracle", "sqlalchemy/ext"),
    *("sqlalchemy/orm", "pydantic/v1", "pydantic/mypy.py"),
    # They test, which takes pytest.
    "applink_steps",
    *("pygments/lexers/[a-z]*.py", "pygments/formatters/[a-z]*.py", "pygments/styles/[a-z]*.py"),
    # Where pip had it from, which is a folder of this build.
    *("*.dist-info/direct_url.json", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED"),
)
"""Below site-packages."""
NOT_FOR_PRODUCTS = ("applink_load",)
"""Besides, where nothing is to put load on others."""
NOT_FOR_LOAD = ("locust/webui",)
"""Besides, where something is: its pages for browsers."""
NEEDED = ("pygments/lexers/__init__.py", "pygments/formatters/__init__.py", "pygments/styles/__init__.py")


def install(context: Path, *, load: bool) -> None:
    venv.create(TOOLS, with_pip=True)
    venv.create(HOME, with_pip=False, symlinks=True)
    pip = [str(TOOLS / "bin/pip"), "--python", str(HOME / "bin/python"), "--disable-pip-version-check", "install"]
    pip += ["--no-cache-dir", "--no-compile", "--no-deps", "--quiet", "--root-user-action=ignore"]
    wheels = context / "wheels"
    if wheels.is_dir():
        pip += ["--no-index", "--find-links", str(wheels)]
    for name in ("requirements.lock", *(("requirements-load.lock",) if load else ())):
        lock = context / "simulator" / name
        subprocess.run([*pip, "--only-binary", ":all:", "--require-hashes", "--requirement", str(lock)], check=True)
    ours = sorted(wheels.glob("applink_simulator-*.whl"))
    subprocess.run([*pip, str(ours[-1]) if ours else str(context)], check=True)


def leave_out(*, load: bool) -> None:
    packages = _site_packages()
    needed = {packages / each for each in NEEDED}
    for pattern in (*NOT_NEEDED, *(NOT_FOR_LOAD if load else NOT_FOR_PRODUCTS)):
        for path in sorted(packages.glob(pattern)):
            if path in needed or not path.exists():
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    for name in ("activate", "activate.csh", "activate.fish", "Activate.ps1"):
        (HOME / "bin" / name).unlink(missing_ok=True)
    shutil.rmtree(HOME / "include", ignore_errors=True)


def compile_all() -> None:
    """Products cannot: their file system is read-only. One file after the other, so that each comes out the same."""
    for cache in HOME.rglob("__pycache__"):
        shutil.rmtree(cache)
    command = [str(HOME / "bin/python"), "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([*command, str(_site_packages())], check=True, env=os.environ | {"PYTHONHASHSEED": "0"})


def furnish(root: Path, volumes: Path) -> None:
    (root / "opt").mkdir(parents=True)
    shutil.move(HOME, root / "opt" / HOME.name)
    (root / "etc" / "applinks").mkdir(parents=True)
    for file, line in (
        ("passwd", f"applinks:x:{USER}:{USER}:applink-simulator:/tmp:/usr/sbin/nologin"),
        ("group", f"applinks:x:{USER}:"),
    ):
        before = Path("/etc", file).read_text(encoding="utf-8").rstrip("\n")
        (root / "etc" / file).write_text(f"{before}\n{line}\n", encoding="utf-8")
    for name in VOLUMES:
        (volumes / name).mkdir(parents=True)


def strip() -> None:
    """Cuts off what the loader never reads: symbols for debuggers, which some wheels bring by the megabyte."""
    for library in _site_packages().rglob("*.so*"):
        content = bytearray(library.read_bytes())
        if content[:6] != b"\x7fELF\x02\x01":
            continue
        (headers,) = struct.unpack_from("<Q", content, 0x20)
        size, count = struct.unpack_from("<HH", content, 0x36)
        ends = [headers + size * count]
        for header in range(headers, headers + size * count, size):
            (offset,) = struct.unpack_from("<Q", content, header + 0x08)
            (length,) = struct.unpack_from("<Q", content, header + 0x20)
            ends.append(offset + length)
        # There is no table of sections any more.
        struct.pack_into("<Q", content, 0x28, 0)
        struct.pack_into("<HHH", content, 0x3A, 0, 0, 0)
        library.write_bytes(content[: max(ends)])


def same_every_time(image: Path) -> None:
    moment = int(os.environ.get("SOURCE_DATE_EPOCH") or 0)
    for path in [image, *image.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or (os.access(path, os.X_OK) and path.parent.name == "bin")
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)


def _site_packages() -> Path:
    version = sysconfig.get_python_version()
    return HOME / "lib" / f"python{version}" / "site-packages"


def main() -> None:
    context, image = map(Path, sys.argv[1:3])
    load = sys.argv[3:] == ["load"]
    install(context, load=load)
    leave_out(load=load)
    strip()
    compile_all()
    furnish(image / "root", image / "volumes")
    same_every_time(image)


if __name__ == "__main__":
    main()
