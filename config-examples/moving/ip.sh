#!/bin/sh
# The same host with ip link, as a script that runs at boot.
set -e
echo 3 >/sys/class/net/enp1s0/device/sriov_numvfs
ip link set enp1s0 up
ip link set enp1s0 vf 0 mac 52:54:00:21:00:00
ip link set enp1s0 vf 0 vlan 100
ip link set enp1s0 vf 0 spoofchk on
ip link set enp1s0 vf 1 mac 52:54:00:21:00:01
ip link set enp1s0 vf 1 vlan 200 qos 3
ip link set enp1s0 vf 1 max_tx_rate 100
ip link set enp1s0 vf 2 mac 52:54:00:21:00:02
ip link set enp1s0 vf 2 trust on
