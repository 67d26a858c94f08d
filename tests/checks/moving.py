# SPDX-License-Identifier: LGPL-2.1-or-later
"""config-examples/moving: every tool's file says of the host what vfstate's says, as far as the tool can.

usage: moving.py PROGRAM SOURCE-DIRECTORY
"""
import re
import sys

import yaml

from checking import FAILURES, SRCDIR, fail, vfstate

DIR = f"{SRCDIR}/config-examples/moving"
EVERYTHING = {"numvfs", "mac", "vlan", "qos", "spoofchk", "trust", "max_tx_rate"}


def read(name):
    with open(f"{DIR}/{name}", encoding="utf-8") as file:
        return file.read()


def put(host, vf, key, value):
    """Only what is asked for: no VLAN priority is one of 0."""
    if key != "qos" or value:
        host[(vf, key)] = value


def from_vfstate():
    answer = vfstate("plan", "--explain", "--state", f"{SRCDIR}/tests/cases/example-moving/observed.json",
                     f"{DIR}/50-host.yaml")
    host = {}
    for value in answer["values"]:
        if value["key"] == "vlan":
            put(host, value["vf"], "vlan", value["value"]["id"])
            put(host, value["vf"], "qos", value["value"]["qos"])
        elif value["key"] != "link":
            put(host, value["vf"], value["key"], value["value"])
    return host


def from_ip():
    host = {}
    for line in read("ip.sh").splitlines():
        words = line.split()
        if line.startswith("echo "):
            put(host, None, "numvfs", int(words[1]))
        elif words[:4] == ["ip", "link", "set", "enp1s0"] and "vf" in words:
            vf = int(words[5])
            for key, value in zip(words[6::2], words[7::2]):
                value = {"on": True, "off": False}.get(value, value)
                put(host, vf, key, int(value) if key in ("vlan", "qos", "max_tx_rate") else value)
    return host


def from_netplan():
    network = yaml.safe_load(read("netplan/50-host.yaml"))["network"]
    host, vfs = {}, {}
    for name, netdev in network["ethernets"].items():
        if "virtual-function-count" in netdev:
            put(host, None, "numvfs", netdev["virtual-function-count"])
        else:
            vfs[name] = int(re.fullmatch(netdev["link"] + r"v(\d+)", name)[1])
            put(host, vfs[name], "mac", netdev["macaddress"])
    for vlan in network["vlans"].values():
        put(host, vfs[vlan["link"]], "vlan", vlan["id"])
    return host


def sections(text):
    """An INI file in which a section may come several times."""
    result = []
    for line in text.splitlines():
        if line.startswith("["):
            result.append((line.strip("[]"), []))
        elif line and not line.startswith("#"):
            result[-1][1].append(line.split("=", 1))
    return result


def from_networkd():
    host = {}
    for name, entries in sections(read("networkd/10-enp1s0.link")):
        if name == "Link":
            put(host, None, "numvfs", int(dict(entries)["SR-IOVVirtualFunctions"]))
    keys = {"MACAddress": ("mac", str), "VLANId": ("vlan", int), "QualityOfService": ("qos", int),
            "MACSpoofCheck": ("spoofchk", lambda text: text == "yes"), "Trust": ("trust", lambda text: text == "yes")}
    for name, entries in sections(read("networkd/10-enp1s0.network")):
        entries = dict(entries)
        if name == "SR-IOV":
            vf = int(entries.pop("VirtualFunction"))
            for key, value in entries.items():
                put(host, vf, keys[key][0], keys[key][1](value))
    return host


def from_networkmanager():
    host = {}
    keys = {"mac": ("mac", str), "max-tx-rate": ("max_tx_rate", int),
            "spoof-check": ("spoofchk", lambda text: text == "true"), "trust": ("trust", lambda text: text == "true")}
    for name, entries in sections(read("networkmanager/enp1s0.nmconnection")):
        for key, value in entries if name == "sriov" else []:
            if key == "total-vfs":
                put(host, None, "numvfs", int(value))
                continue
            vf = int(key.removeprefix("vf."))
            for word, setting in (attribute.split("=") for attribute in value.split()):
                if word == "vlans":
                    vlan = setting.split(".")
                    put(host, vf, "vlan", int(vlan[0]))
                    put(host, vf, "qos", int(vlan[1]) if len(vlan) > 1 else 0)
                else:
                    put(host, vf, keys[word][0], keys[word][1](setting))
    return host


def from_nmstate():
    sriov = yaml.safe_load(read("nmstate/host.yml"))["interfaces"][0]["ethernet"]["sr-iov"]
    host = {(None, "numvfs"): sriov["total-vfs"]}
    keys = {"mac-address": "mac", "vlan-id": "vlan", "qos": "qos", "spoof-check": "spoofchk", "trust": "trust",
            "max-tx-rate": "max_tx_rate"}
    for vf in sriov["vfs"]:
        index = vf.pop("id")
        for key, value in vf.items():
            put(host, index, keys[key], value)
    return host


wanted = from_vfstate()
for tool, host, lacks in (("ip", from_ip(), set()), ("NetworkManager", from_networkmanager(), set()),
                          ("nmstate", from_nmstate(), set()), ("networkd", from_networkd(), {"max_tx_rate"}),
                          ("netplan", from_netplan(), {"qos", "spoofchk", "trust", "max_tx_rate"})):
    expected = {place: value for place, value in wanted.items() if place[1] not in lacks}
    if host != expected:
        fail(f"{tool}: {sorted(set(host.items()) ^ set(expected.items()), key=str)}")
if {key for _, key in wanted} != EVERYTHING:
    fail(f"the example does not use everything: {EVERYTHING ^ {key for _, key in wanted}}")
print(f"moving: {len(wanted)} settings compared with 5 tools")
sys.exit(len(FAILURES) > 0)
