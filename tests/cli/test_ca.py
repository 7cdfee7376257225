"""The gate's certificate authority: made once, for its owner alone, and trusted by known steps."""

from __future__ import annotations

import concurrent.futures
import json
import multiprocessing
import plistlib
import re
import shutil
import ssl
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from mitmproxy import certs

from gateway import keyring
from gateway.cli.ca import command
from gateway.cli.trust import SYSTEMS, instructions
from gateway.errors import StateError
from gateway.planes.mitmproxy import ca


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    state = tmp_path_factory.mktemp("state")
    keyring.load(state)
    ca.ensure(state)
    return state


def run(state: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, ["--state", str(state), *arguments])


# ---------------------------------------------------------------- the files


def test_a_second_call_makes_no_second_ca(tmp_path: Path) -> None:
    first = ca.ensure(tmp_path)
    before = first.key.read_bytes()
    assert ca.ensure(tmp_path) == first
    assert first.key.read_bytes() == before


def test_nothing_of_it_can_be_read_by_others(made: Path) -> None:
    where = ca.paths(made)
    assert stat.S_IMODE(where.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in where.folder.iterdir()} == {0o600}


def test_the_private_key_stands_in_one_file_only(made: Path) -> None:
    folder = ca.paths(made).folder
    holding = [p.name for p in folder.iterdir() if b"PRIVATE KEY" in p.read_bytes()]
    assert holding == ["mitmproxy-ca.pem"]
    assert not list(folder.glob("*-ca.p12"))


def test_processes_that_start_together_share_one_ca(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(4, mp_context=context) as pool:
        found = list(pool.map(ca.ensure, [tmp_path] * 4))
    assert len({where.certificate.read_bytes() for where in found}) == 1
    assert ca.read(found[0]).is_ca
    assert [p for p in found[0].folder.iterdir() if p.name.startswith(".new-")] == []


def test_mitmproxy_takes_it_for_its_own(made: Path) -> None:
    where = ca.ensure(made)
    store = certs.CertStore.from_store(where.folder, "mitmproxy", 2048)
    assert store.default_ca.to_pem() == where.certificate.read_bytes()
    leaf = store.get_cert("api.openai.com", [x509.DNSName("api.openai.com")]).cert
    x509.load_pem_x509_certificate(leaf.to_pem()).verify_directly_issued_by(
        x509.load_pem_x509_certificate(where.certificate.read_bytes())
    )


def test_two_gates_are_told_apart_by_name(made: Path, tmp_path: Path) -> None:
    other = ca.read(ca.ensure(tmp_path))
    assert other.name.startswith("Sekisho CA ")
    assert other.name != ca.read(ca.paths(made)).name


def test_a_companys_own_ca_is_used_and_its_certificate_published(
    made: Path, tmp_path: Path
) -> None:
    given = ca.paths(tmp_path)
    given.folder.mkdir(mode=0o700)
    shutil.copy(ca.paths(made).key, given.key)
    assert ca.ensure(tmp_path).certificate.read_bytes() == ca.paths(made).certificate.read_bytes()
    assert ca.read(given) == ca.read(ca.paths(made))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="an empty file"),
        pytest.param(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", id="junk"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
    ],
)
def test_a_file_that_is_no_ca_is_refused_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    where = ca.paths(tmp_path)
    where.folder.mkdir(mode=0o700)
    where.key.write_bytes(content)
    where.certificate.write_bytes(content)
    with pytest.raises(StateError, match="backup"):
        ca.read(where)


def test_a_company_ca_without_certificate_is_refused(tmp_path: Path) -> None:
    where = ca.paths(tmp_path)
    where.folder.mkdir(mode=0o700)
    where.key.write_bytes(b"no certificate here")
    with pytest.raises(StateError, match="holds no certificate"):
        ca.ensure(tmp_path)


def test_a_certificate_of_another_ca_is_noticed(made: Path, tmp_path: Path) -> None:
    where = ca.ensure(tmp_path)
    shutil.copy(ca.paths(made).certificate, where.certificate)
    with pytest.raises(StateError, match="belong"):
        ca.read(where)


def test_a_state_folder_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "ca").write_text("")
    with pytest.raises(StateError, match="cannot be made or read"):
        ca.ensure(tmp_path)


# ---------------------------------------------------------------- the command


def test_without_a_subcommand_it_shows_what_show_shows(made: Path) -> None:
    assert run(made).stdout == run(made, "show").stdout
    assert ca.read(ca.paths(made)).sha256 in run(made).stdout


def test_fingerprints_are_those_that_openssl_prints(made: Path) -> None:
    shown = json.loads(run(made, "show", "--json").stdout)
    printed = subprocess.run(
        ["openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", shown["certificate"]],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed.strip().endswith(shown["sha256"])


def test_a_path_that_a_script_can_use(made: Path) -> None:
    path = run(made, "path").stdout.strip()
    assert ssl.create_default_context(cafile=path).cert_store_stats()["x509_ca"] == 1


@pytest.mark.parametrize("form", ["pem", "der", "mobileconfig"])
def test_an_export_holds_the_certificate_and_not_the_key(
    made: Path, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "exported"
    assert run(made, "export", "--format", form, str(file)).exit_code == 0
    pem = ca.paths(made).certificate.read_text()
    der = ssl.PEM_cert_to_DER_cert(pem)
    content = file.read_bytes()
    assert b"PRIVATE" not in content
    match form:
        case "pem":
            assert content.decode() == pem
        case "der":
            assert content == der
        case _:
            payload = plistlib.loads(content)["PayloadContent"][0]
            assert payload["PayloadType"] == "com.apple.security.root"
            assert payload["PayloadContent"] == der


def test_a_profile_rolled_out_twice_is_the_same_profile(made: Path) -> None:
    arguments = ("export", "--format", "mobileconfig", "-")
    assert run(made, *arguments).stdout_bytes == run(made, *arguments).stdout_bytes


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_system_is_told_commands_with_the_file_in_them(made: Path, system: str) -> None:
    found = run(made, "trust", "--system", system, "--file", "company ca.crt")
    assert found.exit_code == 0
    assert re.search("""['"]company ca.crt['"]""", found.stdout)
    assert not re.search(r"[{]\w+[}]", found.stdout), "a placeholder was left"


def test_without_a_system_all_are_told(made: Path) -> None:
    told = run(made, "trust").stdout
    assert all(guide.title in told for guide in SYSTEMS.values())


def test_a_file_name_cannot_become_a_command() -> None:
    told = instructions("debian", cert="a; rm -rf b", name="n", sha1="s")
    assert "'a; rm -rf b'" in told


def test_a_shell_can_be_led_through_the_gate(made: Path) -> None:
    commands = run(made, "env", "--proxy", "http://gate.example.jp:8080").stdout
    shown = subprocess.run(
        ["/bin/sh", "-c", f'{commands}\necho "$https_proxy"; cat "$SSL_CERT_FILE"'],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    proxy, _, bundle = shown.partition("\n")
    assert proxy == "http://gate.example.jp:8080"
    assert ca.paths(made).certificate.read_text().strip() in bundle
    assert bundle.count("BEGIN CERTIFICATE") > 50, "the known CAs are trusted as before"


def test_an_unknown_system_is_bad_usage(made: Path) -> None:
    assert run(made, "trust", "--system", "amiga").exit_code == 2
