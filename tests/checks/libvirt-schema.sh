#!/bin/sh
# What publish/ writes is what libvirt's own schema takes: the golden XML of its unit test, within a domain.
if ! command -v virt-xml-validate >/dev/null; then
	echo "skipped: virt-xml-validate is not installed (package libvirt-clients)"
	exit 77
fi
domain=$(mktemp)
trap 'rm -f "$domain"' EXIT
status=0
known=$(cat /usr/share/libvirt/schemas/*.rng | tr -d ' \n')
for xml in "${srcdir:-.}"/tests/unit/publish/*.xml; do
	case $xml in
	*/network.xml)
		virt-xml-validate "$xml" network || { echo "not ok - $xml"; status=1; }
		continue
		;;
	esac
	# libvirt 10.0 is the first to know <driver model=>.
	case $xml in
	*/driver-model*)
		case $known in *'<definename="hostdevDriver">'*) ;; *) continue ;; esac
		;;
	esac
	{
		echo "<domain type='kvm'><name>web01</name><memory>1024</memory><os><type>hvm</type></os><devices>"
		cat "$xml"
		echo "</devices></domain>"
	} >"$domain"
	virt-xml-validate "$domain" domain || { echo "not ok - $xml"; status=1; }
done
# A device that libvirt does not know must fail here, or this check proves nothing.
sed -i "s/<source>/<sauce>/; s/<.source>/<\/sauce>/" "$domain"
virt-xml-validate "$domain" domain >/dev/null 2>&1 && { echo "not ok - the schema takes anything"; status=1; }
exit $status
