"""One destination, many names: they agree, or nothing is sent."""

from __future__ import annotations

import pytest

from gateway.engine.host_names import agree, canonical, is_address


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("API.OpenAI.com", "api.openai.com"),
        ("api.openai.com.", "api.openai.com"),
        ("api.openai.com:443", "api.openai.com"),
        ("api.openai.com.:443", "api.openai.com"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        (" api.openai.com ", "api.openai.com"),
    ],
)
def test_a_name_without_case_final_dot_and_port(name: str, host: str) -> None:
    assert canonical(name) == host


@pytest.mark.parametrize(
    ("names", "same"),
    [
        pytest.param(["a.test", "A.test.", "a.test:443", None], True, id="one host in many ways"),
        pytest.param(["a.test", "b.test"], False, id="two hosts"),
        pytest.param(["a.test", None, ""], True, id="names that were not given say nothing"),
        pytest.param(["a.test", "a.test.evil.test"], False, id="a look-alike"),
        pytest.param(["a.test", "user@a.test"], False, id="a name with a user in it"),
        pytest.param(["192.0.2.1", "a.test"], False, id="an address is not a name"),
    ],
)
def test_do_they_mean_one_host(names: list[str | None], same: bool) -> None:
    assert agree(names) is same


@pytest.mark.parametrize(
    ("host", "answer"),
    [("192.0.2.1", True), ("[2001:db8::1]", True), ("fe80::1%eth0", True), ("a.test", False)],
)
def test_is_it_an_address(host: str, answer: bool) -> None:
    assert is_address(host) is answer
