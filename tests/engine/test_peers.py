"""Which addresses a client may reach through the gate."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.engine.peers import Peer, is_public, refusal_of
from gateway.model import Reach

GATE = 8080


@pytest.mark.parametrize(
    ("address", "code"),
    [
        pytest.param("127.0.0.1", "loopback"),
        pytest.param("127.255.255.254", "loopback"),
        pytest.param("::1", "loopback"),
        pytest.param("::ffff:127.0.0.1", "loopback", id="mapped into IPv6"),
        pytest.param("::127.0.0.1", "loopback", id="compatible with IPv6"),
        pytest.param("::ffff:0:127.0.0.1", "loopback", id="translated (SIIT)"),
        pytest.param("64:ff9b::127.0.0.1", "loopback", id="behind NAT64"),
        pytest.param("64:ff9b:1::7f00:1", "loopback", id="behind NAT64 of its own"),
        pytest.param("2002:7f00:1::", "loopback", id="6to4"),
        pytest.param("0.0.0.0", "no-host"),
        pytest.param("0.1.2.3", "no-host"),
        pytest.param("::", "no-host"),
        pytest.param("::ffff:0.0.0.0", "no-host"),
        pytest.param("255.255.255.255", "no-host"),
        pytest.param("240.0.0.1", "no-host"),
        pytest.param("224.0.0.1", "no-host"),
        pytest.param("ff02::1", "no-host"),
        pytest.param("169.254.1.1", "link-local"),
        pytest.param("fe80::1", "link-local"),
        pytest.param("fe80::1%eth0", "link-local"),
        pytest.param("169.254.169.254", "metadata"),
        pytest.param("::ffff:169.254.169.254", "metadata"),
        pytest.param("64:ff9b::169.254.169.254", "metadata"),
        pytest.param("169.254.170.2", "metadata"),
        pytest.param("fd00:ec2::254", "metadata"),
        pytest.param("fd20:ce::254", "metadata"),
        pytest.param("100.100.100.200", "metadata"),
        pytest.param("168.63.129.16", "metadata"),
        pytest.param("10.1.2.3", ""),
        pytest.param("192.168.1.1", ""),
        pytest.param("100.64.0.1", ""),
        pytest.param("fd12::1", ""),
        pytest.param("8.8.8.8", ""),
        pytest.param("2001:4860:4860::8888", ""),
        pytest.param("64:ff9b::8.8.8.8", "", id="a public host behind NAT64"),
    ],
)
def test_what_is_near_the_gate_is_not_reached(address: str, code: str) -> None:
    assert refusal_of(Peer(address, 443), (GATE,), ()) == code


def test_an_address_of_the_machine_is_its_own_wherever_it_comes_from() -> None:
    assert refusal_of(Peer("10.1.2.3", 22, is_own=True), (GATE,), ()) == "own-address"


EVERYTHING = (Reach(ip_network("0.0.0.0/0")), Reach(ip_network("::/0")))


@pytest.mark.parametrize(
    "peer",
    [
        pytest.param(Peer("127.0.0.1", GATE), id="by loopback"),
        pytest.param(Peer("0.0.0.0", GATE), id="by no address"),
        pytest.param(Peer("::ffff:127.0.0.1", GATE), id="mapped"),
        pytest.param(Peer("10.1.2.3", GATE, is_own=True), id="by its own"),
    ],
)
def test_the_gate_itself_is_not_reached_though_everything_is_listed(peer: Peer) -> None:
    assert refusal_of(peer, (GATE,), EVERYTHING) == "own-port"


@pytest.mark.parametrize(
    ("entry", "address", "port", "code"),
    [
        pytest.param("127.0.0.1/32", "127.0.0.1", 11434, "", id="what is listed"),
        pytest.param("127.0.0.1/32", "127.0.0.1", 22, "loopback", id="another port"),
        pytest.param("127.0.0.1/32", "127.0.0.2", 11434, "loopback", id="another address"),
        pytest.param("127.0.0.1/32", "::ffff:127.0.0.1", 11434, "", id="the same, mapped"),
        pytest.param("169.254.0.0/16", "169.254.169.254", 11434, "", id="a network that has it"),
    ],
)
def test_what_the_policy_lists_is_reached(entry: str, address: str, port: int, code: str) -> None:
    local = (Reach(ip_network(entry), 11434),)
    assert refusal_of(Peer(address, port), (GATE,), local) == code


ADDRESSES = st.ip_addresses().map(str) | st.ip_addresses(network="127.0.0.0/8").map(str)


@given(ADDRESSES, st.integers(1, 65535), st.booleans())
def test_to_list_more_never_reaches_less(address: str, port: int, own: bool) -> None:
    peer = Peer(address, port, own)
    if not refusal_of(peer, (GATE,), ()):
        assert not refusal_of(peer, (GATE,), EVERYTHING)


@given(st.ip_addresses(v=4), st.integers(1, 65535))
def test_an_address_is_judged_alike_within_every_other(inner: IPv4Address, port: int) -> None:
    plain = refusal_of(Peer(str(inner), port), (GATE,), ())
    for outer in ("::ffff:0:0", "64:ff9b::"):
        within = str(IPv6Address(int(IPv6Address(outer)) + int(inner)))
        assert refusal_of(Peer(within, port), (GATE,), ()) == plain


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("10.0.0.1", False),
        ("fd00::1", False),
        ("127.0.0.1", False),
        ("100.64.0.1", False),
    ],
)
def test_behind_public_addresses_may_be_anybody(address: str, public: bool) -> None:
    assert is_public(address) is public
