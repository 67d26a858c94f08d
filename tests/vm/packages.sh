# Package names and the apt set-up, shared by quickstart, run-tests and the VM scripts. Sourced.

# What it takes to build vfstate and to run `make check`.
BUILD_PACKAGES="gcc libc6-dev make autoconf automake pkg-config binutils diffutils
	libyaml-dev libnl-3-dev libudev-dev libsystemd-dev libxml2-dev
	libjansson-dev libcmocka-dev scdoc"
CHECK_PACKAGES="libxml2-utils xz-utils clang-format-19 systemd jq strace libvirt-clients python3 python3-yaml python3-jsonschema"
# libFuzzer is a part of clang's runtime, whose package has the version in its name.
fuzz_packages() {
	case $(codename) in
	bookworm) echo clang libclang-rt-14-dev ;;
	*) echo clang libclang-rt-dev ;;
	esac
}
# What it takes to make and boot the emulated host.
VM_PACKAGES="qemu-system-x86 debootstrap busybox-static cpio kmod zstd xz-utils gcc make binutils libelf-dev"
# What the emulated host has installed, on top of debootstrap's minbase.
GUEST_PACKAGES="systemd systemd-sysv udev dbus iproute2 kmod procps strace jq
	libyaml-0-2 libnl-3-200 libudev1 libxml2 libjansson4"
# The same, but with dependencies that debootstrap itself cannot sort out.
GUEST_LATER_PACKAGES="libvirt-daemon-system libvirt-clients qemu-system-x86"

codename() {
	sed -n 's/^VERSION_CODENAME=//p' /etc/os-release
}

# QEMU emulates igb from 8.0 on; Debian 12 has that, and Linux 6.12, in backports only.
enable_backports() {
	[ "$(codename)" = bookworm ] || return 0
	grep -rqs '^[^#]*bookworm-backports' /etc/apt/sources.list /etc/apt/sources.list.d && return 0
	echo "adding bookworm-backports to /etc/apt/sources.list.d (QEMU 10 and Linux 6.12 are there)" >&2
	echo "deb $(mirror) bookworm-backports main" >/etc/apt/sources.list.d/bookworm-backports.list
	APT_UPDATED=
}

mirror() {
	m=$(sed -n -e 's/^deb \(\[[^]]*\] \)*\(http[^ ]*debian\) .*/\2/p' \
		-e 's/^URIs: *\(http[^ ]*debian\)\/* *$/\1/p' \
		/etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)
	echo "${m:-http://deb.debian.org/debian}"
}

# Debian 12's own QEMU is too old: igb came with 8.0.
has_package() {
	status=$(dpkg-query -W -f '${db:Status-Status} ${Version}' "$1" 2>/dev/null) || return 1
	case $status in installed\ *) ;; *) return 1 ;; esac
	[ "$1" != qemu-system-x86 ] || dpkg --compare-versions "${status#* }" ge 1:8.0
}

# install_packages NAME...: installs what is missing, and says so when it cannot.
install_packages() {
	missing=
	for p in "$@"; do
		has_package "$p" || missing="$missing $p"
	done
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" != 0 ]; then
		echo "these packages are missing, and only root can install them:$missing" >&2
		return 1
	fi
	if [ -z "${APT_UPDATED:-}" ]; then
		apt-get update -q >&2 || return 1
		APT_UPDATED=1
	fi
	echo "installing:$missing" >&2
	release=
	[ "$(codename)" = bookworm ] && case " $missing " in *" qemu-system-x86 "*)
		release="-t bookworm-backports" ;;
	esac
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $release $missing >&2
}
