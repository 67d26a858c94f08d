#!/bin/bash
# The shells' completions are those that the program's rows give, and work; the manual has the same options, with the same
# values and for the same commands.
builddir=$PWD
cd "${srcdir:-.}" || exit 1
status=0
fail() {
	echo "not ok - $*"
	status=1
}
for pair in bash:vfstate zsh:_vfstate fish:vfstate.fish; do
	"$builddir/generate-completions" "${pair%:*}" | diff - "completions/${pair#*:}" || fail "completions/${pair#*:}: make completions"
done

# options COMMAND: what its help lists, a line each.
options() {
	"$builddir/vfstate" "$1" --help | grep -oE '^  --[a-z-]+' | tr -d ' '
	echo --help
}

bash_words=bash-completion
[ -e /usr/share/bash-completion/bash_completion ] || bash_words=
# completes_bash WORD...: what bash offers for the last one.
completes_bash() {
	# shellcheck disable=SC2016
	bash --norc -c '. /usr/share/bash-completion/bash_completion
		. completions/vfstate
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE=$* COMP_POINT=${#COMP_LINE}
		_vfstate
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@" 2>&1
}
completes_fish() {
	HOME=$work fish --no-config -c '. completions/vfstate.fish; complete -C "$argv"' -- "$*" 2>&1 | cut -f1 | grep -v '=$'
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for shell in bash zsh fish; do
	if ! command -v $shell >/dev/null || { [ $shell = bash ] && [ -z "$bash_words" ]; }; then
		echo "skipped: $shell, or its completion, is not installed"
		[ $status != 0 ] || status=77
	fi
done
[ $status != 77 ] || exit 77

# A host with names of which one is shell code.
mkdir "$work/bin"
cat >"$work/bin/vfstate" <<'EOF'
#!/bin/sh
[ "$*" = "show --names" ] && printf '%s\n' 0000:01:00.0 uplink0 uplink0/0 'up$(touch ran)'
EOF
chmod 755 "$work/bin/vfstate"
PATH=$work/bin:$PATH

zsh -n completions/_vfstate || fail "zsh cannot read completions/_vfstate"
n=0
for command in check plan apply ready show export schema; do
	options $command | sort >"$work/wanted"
	for shell in bash fish; do
		completes_$shell vfstate $command -- | sort >"$work/offered"
		diff "$work/wanted" "$work/offered" || fail "$shell offers other options of $command"
		n=$((n + 1))
	done
	grep -q "^		'$command:" completions/_vfstate || fail "zsh does not know $command"
done
for shell in bash fish; do
	[ "$(completes_$shell vfstate pl)" = plan ] || fail "$shell does not complete vfstate pl"
	[ "$(completes_$shell vfstate plan --format js)" = json ] || fail "$shell does not complete --format js"
done

# Names are those of the host, and are never run.
for shell in bash fish; do
	completes_$shell vfstate show upl | tr '\n' ' ' >"$work/offered"
	[ "$(cat "$work/offered")" = "uplink0 uplink0/0 " ] || fail "$shell does not complete show upl: $(cat "$work/offered")"
	[ "$(completes_$shell vfstate plan --pf uplink0/)" = uplink0/0 ] || fail "$shell does not complete --pf uplink0/"
	completes_$shell vfstate show 'up$' >/dev/null
	[ ! -e ran ] || { rm ran; fail "$shell runs the name of a VM"; }
done
completes_bash vfstate show up | grep -qF 'up\$\(touch\ ran\)' || fail "bash does not quote the name of a VM"

# "*--state* _FILE_", and "For *check*, *plan*: ..." in the line below, as "--state FILE: check plan".
awk '/^# / { is_options = $2 == "OPTIONS" } is_options && /^\*--/ { head = $0; getline; of = /^\tFor \*/ ? $0 : ""; sub(/^\tFor /, "", of); sub(/:.*/, "", of); print head ": " of }' \
	docs/vfstate.8.scd | grep -v "^\*--help" | sed -E 's/ and / /; s/[*_,]//g; s/: $/:/' | sort >"$work/manual"
"$builddir/generate-completions" rows | sort >"$work/rows"
diff "$work/rows" "$work/manual" || fail "docs/vfstate.8.scd has other options"
echo "completions: $n commands of shells, $(wc -l <"$work/rows") options of the manual"
[ "$n" = 14 ] || fail "too few were found to believe it"
exit $status
