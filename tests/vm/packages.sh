# Package names, the apt set-up and the table of guests, shared by quickstart, run-tests and the VM scripts. Sourced.

# What it takes to build vfstate and to run `make check`.
BUILD_PACKAGES="gcc libc6-dev make autoconf automake pkg-config binutils diffutils
	libyaml-dev libnl-3-dev libudev-dev libsystemd-dev libxml2-dev uuid-dev
	libjansson-dev libvirt-dev libcmocka-dev scdoc"
CHECK_PACKAGES="libxml2-utils xz-utils clang-format-19 systemd jq strace bash-completion fish zsh libvirt-clients python3 python3-yaml python3-jsonschema"
# The second compiler. Debian 12 and 13 both package clang 19; libFuzzer is part of its runtime.
CLANG_PACKAGES="clang-19"
# What it takes to build the packages, and to check them.
DEB_PACKAGES="build-essential debhelper bash-completion pkgconf udev"
[ "$(. /etc/os-release && echo "$VERSION_CODENAME")" = bookworm ] || DEB_PACKAGES="$DEB_PACKAGES systemd-dev"
LINT_PACKAGES="lintian rpm rpmlint"
FUZZ_PACKAGES="clang-19 libclang-rt-19-dev"
# What it takes to make the Debian roots, and what the Debian 13 root needs to make and boot the guests.
ROOT_PACKAGES="debootstrap util-linux"
LAB_PACKAGES="qemu-system-x86 busybox-static cpio erofs-utils kmod zstd xz-utils gcc make binutils libelf-dev"
# What the guests have installed.
GUEST_PACKAGES="systemd systemd-sysv udev dbus iproute2 kmod procps strace jq
	libyaml-0-2 libnl-3-200 libudev1 libxml2 libjansson4
	libvirt-daemon-system libvirt-clients qemu-system-x86 network-manager python3"
# What a scenario may have in its guest (its file `packages`), each with what it needs below /opt/NAME: ifupdown and ifupdown2
# exclude each other, and the others would change what the other scenarios see.
OFFERED_PACKAGES="ifupdown ifupdown2 netplan.io firewalld"

# Where the roots and the kernels of the guests are kept.
guests_dir=${VFSTATE_GUESTS:-/var/tmp/vfstate-guests}
vm_dir=${here:-tests/vm}
guests_table=$vm_dir/guests

# recipe WORDS FILE...: of what a root or kernel is made. It is a part of the name, so that another checkout with another
# recipe does not remove what is in use.
recipe() {
	(echo "$1"; shift; cat "$@") | sha256sum | cut -c1-8
}
root_dir() {
	echo "$guests_dir/$1.$(recipe "$LAB_PACKAGES $GUEST_PACKAGES $OFFERED_PACKAGES" "$vm_dir/make-root")"
}
kernel_dir() {
	echo "$guests_dir/kernel-$1.$(recipe "" "$vm_dir/make-kernel" "$vm_dir/guest-init" "$vm_dir"/refuse/*)"
}
# made DIR: true where it is complete. Those of other recipes go once they were not used for a week.
made() {
	[ -e "$1.made" ] || return 1
	touch "$1.made"
	find "$guests_dir" -maxdepth 1 -name '*.made' -mtime +7 | while read -r old; do
		rm -f "$old"
		rm -rf --one-file-system "${old%.made}" "${old%.made}".*
	done
}

codename() {
	sed -n 's/^VERSION_CODENAME=//p' /etc/os-release
}

# mirror: the archive that this machine's apt takes Debian from. There is no default.
mirror() {
	m=$(apt-get indextargets --format '$(RELEASE) $(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
		awk -v name="$(codename)" '($1 == name || $2 == name) && $3 == "main" && $4 ~ /^https?:/ { print $4; exit }')
	[ -n "$m" ] || {
		echo "apt's sources name no http mirror of $(codename), and the guests are made from one: see sources.list(5)" >&2
		return 1
	}
	echo "$m"
}

has_package() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# with_progress WORDS COMMAND...: says what is done, and on a terminal for how long already. COMMAND prints nothing there.
with_progress() {
	progress_words=$1
	shift
	if [ ! -t 2 ]; then
		echo "$progress_words" >&2
		"$@"
		return
	fi
	# Not longer than this script, and without its lock (descriptor 9). $$ is the script in a subshell, too.
	(
		seconds=0
		while kill -0 $$ 2>/dev/null && printf '\r%s (%s s) ' "$progress_words" $seconds >&2; do
			sleep 1
			seconds=$((seconds + 1))
		done
	) 9>&- &
	progress_pid=$!
	progress_code=0
	"$@" || progress_code=$?
	kill $progress_pid 2>/dev/null || :
	wait $progress_pid 2>/dev/null || :
	echo >&2
	return $progress_code
}

install_missing() {
	if [ -z "${APT_UPDATED:-}" ]; then
		apt-get update -q >"$apt_log" 2>&1 || { tail -n 20 "$apt_log" >&2; return 1; }
		APT_UPDATED=1
	fi
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $APT_MISSING >>"$apt_log" 2>&1 ||
		{ tail -n 20 "$apt_log" >&2; return 1; }
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
	apt_log=$(mktemp /var/tmp/vfstate-apt.XXXXXX) || return 1
	APT_MISSING=$missing
	with_progress "installing, with a log in $apt_log:$missing" install_missing
}

# guest_names: every guest of the table. guest_field NAME COLUMN: one field of it.
guest_names() {
	sed -n 's/^\([^# ][^ ]*\) .*/\1/p' "$guests_table"
}
guest_field() {
	awk -v name="$1" -v column="$2" '$1 == name { print $column; found = 1 } END { exit !found }' "$guests_table" || {
		echo "no guest $1: $(guest_names | tr '\n' ' ')are in $guests_table" >&2
		return 1
	}
}
