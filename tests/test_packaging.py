"""What is shipped is whole: wheel, image, unit, PAC file, Makefile, and the words about them."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import click
import pytest
import yaml

from gateway.cli import sekisho
from gateway.cli.clients import CA_BUNDLE, CA_EXTRA, PROXY, SWITCHES
from gateway.cli.trust import SYSTEMS

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


# ---------------------------------------------------------------- the wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked where nothing else of the product is."""
    folder = tmp_path_factory.mktemp("site-packages")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def run_installed(installed: Path, folder: Path, *arguments: str) -> tuple[int, str]:
    """The unpacked wheel's own command, from a folder that knows nothing of the sources."""
    code = "import gateway, sys; print(gateway.__file__); from gateway.cli import main; main()"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(installed),
        "PYTHONSAFEPATH": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=environment,
        input="富士山の高さ",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    where, _, out = done.stdout.partition("\n")
    assert Path(where).is_relative_to(installed), done.stderr
    return done.returncode, out + done.stderr


def test_the_wheel_holds_what_the_packages_hold(wheel: Path) -> None:
    shipped = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        str(p.relative_to(ROOT))
        for top in ("gateway", "classifiers")
        for p in (ROOT / top).rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    assert ours <= shipped
    assert {"gateway/allowlist.yaml", "gateway/py.typed", "classifiers/py.typed"} <= shipped
    assert not [name for name in shipped if name.startswith(("tests/", "bench/"))]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param(["--version"], 0, id="its version"),
        pytest.param(["policy", "lint"], None, id="the shipped policy is found and sound"),
        pytest.param(["exec", "--", "true"], 0, id="a gate starts, and a CA is made"),
        pytest.param(["ca", "show"], 2, id="no CA is made where no gate has worked"),
        pytest.param(["check"], 0, id="a text is checked"),
        pytest.param(["doctor", "--listen", "127.0.0.1:0"], 0, id="the doctor is content"),
    ],
)
def test_an_installed_wheel_works_in_an_empty_folder(
    installed: Path, tmp_path: Path, arguments: list[str], status: int | None
) -> None:
    found, text = run_installed(installed, tmp_path, *arguments)
    assert "Traceback" not in text
    assert found == status or (status is None and found in {0, 1}), text


# ---------------------------------------------------------------- the image


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text("utf-8"))
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return [(word, rest.strip()) for word, _, rest in pairs]


def values(word: str) -> list[str]:
    return [rest for w, rest in instructions() if w == word]


def test_the_image_is_made_in_two_stages_from_bases_by_tag() -> None:
    first, second = values("FROM")
    assert first.split()[0] == second.split()[0]
    assert re.fullmatch(r"python:3\.\d+-slim(-\w+)?", second)
    assert first.endswith(" AS build")


def test_the_image_is_not_roots() -> None:
    (user,) = values("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    words = [word for word, _ in instructions()]
    assert words.index("USER") > max(i for i, word in enumerate(words) if word in {"RUN", "COPY"})


def test_the_image_takes_nothing_from_elsewhere() -> None:
    assert values("ADD") == []
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert "://" not in text


def test_every_file_that_the_image_copies_is_there_and_not_ignored() -> None:
    kept = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    copied = [w for c in values("COPY") if "--from" not in c for w in c.split()[:-1]]
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert set(copied) == kept


def test_the_image_says_how_it_is_run_and_watched() -> None:
    (check,) = values("HEALTHCHECK")
    assert '"doctor", "--only", "gate"' in check
    assert values("STOPSIGNAL") == ["SIGTERM"]
    assert values("EXPOSE") == ["8080"]
    assert values("CMD") == ['["serve", "--listen", "0.0.0.0:8080"]']
    (volume,) = values("VOLUME")
    assert any(f"SEKISHO_STATE={volume}" in env for env in values("ENV"))


def test_the_compose_file_gives_the_image_no_more_than_it_needs() -> None:
    gate = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text("utf-8"))["services"]["gate"]
    assert gate["read_only"] is True
    assert gate["cap_drop"] == ["ALL"]
    (volume,) = values("VOLUME")
    assert f"state:{volume}" in gate["volumes"]


# ---------------------------------------------------------------- constraints


@pytest.mark.parametrize(
    "name", [f"constraints{part}.txt" for part in ("", "-agents", "-browser", "-clients")]
)
def test_constraints_are_exact_and_name_no_place(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    wrong = [p for p in pins if not re.fullmatch(r"[a-z0-9.-]+==[\w.+!]+( ; [^/:@]+)?", p)]
    assert pins
    assert wrong == []


def test_every_dependency_is_constrained() -> None:
    groups = PYPROJECT["dependency-groups"]
    asked = [*PYPROJECT["project"]["dependencies"], *groups["dev"], *groups["setup"]]
    names = {re.split(r"[<>=;!~\[ ]", wish)[0].lower().replace("_", "-") for wish in asked}
    pinned = {
        line.partition("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines()
    }
    assert names <= pinned


# ---------------------------------------------------------------- dependencies

SHIPPED = ("gateway", "classifiers")


def distribution(name: str) -> str:
    """A distribution's name as pip compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", name)[0]).lower()


def imported() -> dict[str, str]:
    """What the product imports from outside, wherever in a module -> one module that does."""
    found: dict[str, str] = {}
    for file in (f for top in SHIPPED for f in (ROOT / top).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            found |= {name.partition(".")[0]: str(file.relative_to(ROOT)) for name in names}
    return {n: f for n, f in found.items() if n not in {*sys.stdlib_module_names, *SHIPPED}}


def declared() -> dict[str, str]:
    """The product's dependencies -> why a comment says that each is there, if one does."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    text = text[text.index("\ndependencies = [") : text.index("\n[project.scripts]")]
    found: dict[str, str] = {}
    above = ""
    for line in text.splitlines():
        before, _, comment = line.partition("#")
        for name in re.findall(r'"([^"]+)"', before):
            found[distribution(name)] = (comment or above).strip()
        above = comment if not before.strip() else ""
    return found


def test_every_dependency_is_read_off_pyproject() -> None:
    project = PYPROJECT["project"]
    extras = [wish for wishes in project["optional-dependencies"].values() for wish in wishes]
    assert declared().keys() == {distribution(w) for w in (*project["dependencies"], *extras)}


def test_whatever_the_product_imports_is_declared() -> None:
    """That something else brings it along is true until that something else is renewed."""
    owners = metadata.packages_distributions()
    missing = {
        f"{name} ({file})"
        for name, file in imported().items()
        if not {distribution(d) for d in owners.get(name, ())} & declared().keys()
    }
    assert missing == set()


def test_whatever_is_declared_is_imported_or_says_why_it_is_there() -> None:
    owners = metadata.packages_distributions()
    used = {distribution(d) for name in imported() for d in owners.get(name, ())}
    assert [name for name, why in declared().items() if name not in used and not why] == []


# ---------------------------------------------------------------- setting up


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH with a shell, this very Python under its own name, and a shim that does not run."""
    bin = tmp_path / "bin"
    bin.mkdir()
    for name in ("sh", "sort", "cat"):
        (bin / name).symlink_to(shutil.which(name) or "")
    write_command(bin / own_name(), f'exec "{sys.executable}" "$@"')
    write_command(bin / "python3.14", "echo 'pyenv: python3.14: command not found' >&2; exit 127")
    return bin


def own_name() -> str:
    return f"python3.{sys.version_info[1]}"


def write_command(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def find_python(machine: Path, *wanted: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [ROOT / "tools/find-python", *wanted],
        env={"PATH": str(machine), "HOME": str(machine)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip(), done.stderr


def test_a_shim_that_does_not_run_does_not_count(machine: Path) -> None:
    assert find_python(machine)[:2] == (0, sys.executable)


def test_a_python_that_is_asked_for_by_version_or_command(machine: Path) -> None:
    assert find_python(machine, own_name())[1] == sys.executable
    assert find_python(machine, own_name().removeprefix("python"))[1] == sys.executable


def test_what_pyenv_holds_is_found_though_it_is_not_on_the_path(machine: Path) -> None:
    held = machine / ".pyenv" / "versions" / f"{own_name().removeprefix('python')}.9" / "bin"
    held.mkdir(parents=True)
    (machine / own_name()).rename(held / "python")
    assert find_python(machine)[:2] == (0, sys.executable)


@pytest.mark.parametrize("wanted", ["python3.14", "3.10", "no-such-python"])
def test_no_usable_python_is_told_in_words(machine: Path, wanted: str) -> None:
    status, out, err = find_python(machine, wanted)
    assert (status, out) == (1, "")
    assert "PYTHON=" in err


def test_every_target_of_the_makefile_says_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^\.PHONY: (\S+)$", text, re.M)
    told = re.findall(r"^([a-z-]+):.*## \w", text, re.M)
    assert told == targets
    assert {"setup", "run", "test", "lint", "bench", "demo", "clean"} <= set(targets)


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
@pytest.mark.parametrize(
    ("target", "package"),
    [
        pytest.param("test-browser", "chromium", id="a browser"),
        pytest.param("test-agents", "nodejs", id="agents"),
        pytest.param("test-office", "tools/install-office", id="LibreOffice"),
    ],
)
def test_what_make_setup_cannot_bring_is_named_in_one_line(
    tmp_path: Path, target: str, package: str
) -> None:
    make = shutil.which("make")
    assert make
    done = subprocess.run(
        [make, "-C", str(ROOT), "--no-print-directory", target],
        env={"PATH": str(tmp_path)},  # a machine that has nothing
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "is missing" in line
    assert package in line


# ---------------------------------------------------------------- what the papers say

PAPERS = sorted(
    p
    for p in [
        *ROOT.glob("README*.md"),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "deploy").iterdir(),
        ROOT / "Makefile",
        ROOT / "tools/next-steps",
    ]
    if p.is_file()
)

COMMAND = re.compile(
    r"(?:^\s*|`|[|;(] *|&& *|ExecStart=|exec gate |@exec )"  # where a command begins
    r"(?:\$ )?(?:sudo (?:-u \w+ )?)?(?:[\w./$()-]*/)?"  # as whom, and where it is
    r"sekisho +([a-z-][^`\n|>&;)]*)",
    re.M,
)


def commands(text: str) -> Iterator[list[str]]:
    """Every call of the command in a paper, as words; comments and dots left out."""
    for match in COMMAND.finditer(text.replace("\\\n", " ")):
        said = re.split(r"\s#|\s{2,}", match[1])[0].rstrip(" .,:\"'")
        if said.startswith("ready on"):
            continue  # what the gate prints
        with_quotes = said if said.count("'") % 2 == 0 else said.replace("'", "")
        yield [w for w in shlex.split(with_quotes.replace('"', ""), comments=False) if w != "..."]


def unknown(words: list[str]) -> list[str]:
    """The words that the command line does not have."""
    command: click.Command = sekisho
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(click.Context(command), rest[0])
        if found is None:
            return [rest[0]]
        command = found
        rest.pop(0)
    if "--" in rest:
        rest = rest[: rest.index("--")]
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--help", "-h"}
    known |= {"--version"} if command is sekisho else set()
    return [w for w in rest if w.startswith("-") and w != "-" and w.partition("=")[0] not in known]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_in_a_paper_is_one_that_exists(paper: Path) -> None:
    wrong = [words for words in commands(paper.read_text("utf-8")) if unknown(words)]
    assert wrong == []


def test_commands_are_found_in_papers() -> None:
    said = list(commands("$ sudo -u x /opt/bin/sekisho serve --nonsense\n`sekisho ca trust`."))
    assert said == [["serve", "--nonsense"], ["ca", "trust"]]
    assert unknown(said[0]) == ["--nonsense"]
    assert unknown(["no-such-command"]) == ["no-such-command"]
    assert len(list(commands((ROOT / "docs/deploy.md").read_text("utf-8")))) > 20


def test_every_option_of_serve_is_told() -> None:
    told = (ROOT / "docs/deploy.md").read_text("utf-8")
    serve = sekisho.get_command(click.Context(sekisho), "serve")
    assert serve
    options = [p for p in serve.params if isinstance(p, click.Option) and not p.hidden]
    assert [o.opts[0] for o in options if f"`{o.opts[0]}" not in told] == []


@pytest.mark.parametrize("name", [*PROXY[:1], *PROXY[2:], *CA_BUNDLE, CA_EXTRA, *SWITCHES])
def test_every_variable_that_exec_sets_is_told(name: str) -> None:
    assert f"`{name}" in (ROOT / "docs/deploy.md").read_text("utf-8")


def test_every_system_that_can_trust_the_gate_is_told() -> None:
    told = (ROOT / "docs/deploy.md").read_text("utf-8")
    assert [s for s in SYSTEMS if f"`{s}`" not in told] == []


@pytest.mark.parametrize("paper", [p for p in PAPERS if p.suffix == ".md"], ids=lambda p: p.name)
def test_every_link_within_the_papers_leads_somewhere(paper: Path) -> None:
    text = paper.read_text("utf-8")
    links = re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)", text)
    inside = [(target, anchor) for target, anchor in links if "://" not in target]
    missing = [t for t, _ in inside if t and not (paper.parent / t).exists()]
    own = {slug(heading) for heading in re.findall(r"^#+ (.+)$", text, re.M)}
    assert missing == []
    assert [a for t, a in inside if not t and a not in own] == []


def slug(heading: str) -> str:
    """A heading's anchor as Markdown hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


# ---------------------------------------------------------------- the PAC file

PAC_WORLD = """
function isPlainHostName(h) { return h.indexOf('.') < 0; }
function dnsDomainIs(h, d) { return h.slice(-d.length) === d; }
function number(a) { return a.split('.').reduce(function (n, p) { return n * 256 + +p; }, 0); }
function isInNet(h, a, m) {
  return ((number(h) & number(m)) >>> 0) === ((number(a) & number(m)) >>> 0);
}
"""


@pytest.mark.skipif(not shutil.which("node"), reason="no JavaScript here to run it with")
@pytest.mark.parametrize(
    ("host", "direct"),
    [
        pytest.param("api.openai.com", False, id="an AI"),
        pytest.param("API.OpenAI.com", False, id="an AI in capitals"),
        pytest.param("www.example.com", False, id="the web"),
        pytest.param("notexample.jp", False, id="a name that only ends like the company's"),
        pytest.param("203.0.113.9", False, id="an address outside"),
        pytest.param("172.32.0.1", False, id="an address just outside of a private network"),
        pytest.param("sekisho.internal", False, id="the gate itself"),
        pytest.param("wiki.example.jp", True, id="the company's own"),
        pytest.param("intranet", True, id="a name without dots"),
        pytest.param("10.1.2.3", True, id="an address inside"),
        pytest.param("172.31.255.255", True, id="the last of a private network"),
    ],
)
def test_the_pac_file_leads_to_the_gate_and_never_around_it(host: str, direct: bool) -> None:
    pac = (ROOT / "deploy/proxy.pac").read_text("utf-8")
    ask = f"{PAC_WORLD}{pac}\nconsole.log(FindProxyForURL('https://{host}/', '{host}'))"
    said = subprocess.run(
        ["node", "-e", ask], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert said == ("DIRECT" if direct else "PROXY gate.example.jp:8080")
