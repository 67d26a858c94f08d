/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A host as a configuration that, fed back, plans nothing. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "report/report.h"
#include "support/guard.h"
#include "support/text.h"

/* A word that every reader of YAML takes for a string. */
static bool is_plain(const char *text)
{
	static const char *const words[] = {"on", "off",  "yes", "no",	 "true",
					    "y",  "null", "n",	 "false"};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcasecmp(text, words[i]) == 0)
			return false;
	}
	return isalpha((unsigned char)text[0]) &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789-_./")] == '\0';
}

static void put_string(const struct report *report, const char *text)
{
	if (is_plain(text)) {
		fputs(text, report->out);
		return;
	}
	fputc('"', report->out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(report->out, "\\%c", *text);
		else if ((unsigned char)*text < ' ' || *text == 0x7f)
			fprintf(report->out, "\\x%02x", (unsigned char)*text);
		else
			fputc(*text, report->out);
	}
	fputc('"', report->out);
}

static void put_vlan(const struct report *report, struct vlan vlan)
{
	if (vlan.qos == 0 && vlan.proto == VLAN_8021Q) {
		fprintf(report->out, "vlan: %u", vlan.id);
		return;
	}
	fprintf(report->out, "vlan: {id: %u, qos: %u", vlan.id, vlan.qos);
	if (vlan.proto != VLAN_8021Q)
		fprintf(report->out, ", proto: %s", vlan_proto_name(vlan.proto));
	fputc('}', report->out);
}

static bool has_twin(const struct observed_pf *pf, const struct observed_vf *vf)
{
	for (const struct observed_vf *other = pf->vfs; other < vf; other++) {
		const struct field *mac = &other->attrs[VF_ATTR_MAC];

		if (mac->set && mac_address_is_equal(mac->value.mac,
						     vf->attrs[VF_ATTR_MAC].value.mac))
			return true;
	}
	return false;
}

/* A MAC that the VF's netdev has not taken, that another VF has too, or that is a
 * group's, is nobody's wish. */
static bool is_wished_mac(const struct observed_pf *pf, const struct observed_vf *vf)
{
	struct mac_address mac = vf->attrs[VF_ATTR_MAC].value.mac;

	return !mac_address_is_zero(mac) && !mac_address_is_group(mac) &&
	       !has_twin(pf, vf) &&
	       (!vf->has_netdev_mac || mac_address_is_equal(vf->netdev_mac, mac));
}

/* Whether the attribute says more than that nothing was set, and the configuration can
 * say it. */
static bool is_told(const struct observed_pf *pf, const struct observed_vf *vf,
		    enum vf_attr attr)
{
	const struct field *field = &vf->attrs[attr];

	if (!field->set)
		return false;
	if (attr == VF_ATTR_MAC)
		return is_wished_mac(pf, vf);
	if (attr == VF_ATTR_VLAN && field->value.vlan.id > VLAN_ID_MAX)
		return false;
	if (attr == VF_ATTR_SPOOFCHK)
		return true;
	if (vf_attr_info[attr].kind == VALUE_BOOL)
		return field->value.on;
	return !value_is_neutral(vf_attr_info[attr].kind, field->value);
}

static void put_attr(const struct report *report, enum vf_attr attr, struct value value)
{
	const struct vf_attr_info *info = &vf_attr_info[attr];
	char mac[MAC_ADDRESS_TEXT], text[VALUE_FORMAT_MAX];

	switch (info->kind) {
	case VALUE_VLAN:
		put_vlan(report, value.vlan);
		break;
	case VALUE_MAC:
		mac_address_format(value.mac, mac);
		fprintf(report->out, "%s: \"%s\"", info->name, mac);
		break;
	case VALUE_BOOL:
		fprintf(report->out, "%s: %s", info->name, value.on ? "on" : "off");
		break;
	case VALUE_LINK_STATE:
		fprintf(report->out, "%s: %s", info->name,
			vf_link_state_name(value.link_state));
		break;
	case VALUE_RATE:
	case VALUE_NUMBER:
		fprintf(report->out, "%s: %u", info->name, value.number);
		break;
	case VALUE_GUID:
		value_format(VALUE_GUID, value, text);
		fprintf(report->out, "%s: \"%s\"", info->name, text);
		break;
	case VALUE_LINK:
	case VALUE_TEXT:
		break;
	}
}

static void put_vf(const struct report *report, const struct observed_pf *pf,
		   const struct observed_vf *vf, bool *has_title)
{
	bool has_any = false;

	for (int attr = 0; attr < VF_ATTR_COUNT; attr++) {
		if (!is_told(pf, vf, (enum vf_attr)attr))
			continue;
		if (!*has_title)
			fprintf(report->out, "    vfs:\n");
		*has_title = true;
		fprintf(report->out, has_any ? ", " : "      %u: {", vf->index);
		has_any = true;
		put_attr(report, (enum vf_attr)attr, vf->attrs[attr].value);
	}
	if (has_any)
		fprintf(report->out, "}\n");
}

enum {
	NAME_MAX_BYTES = 64
};

/* What the configuration calls the PF, or its netdev where that may be such a name, or
 * else its address. */
static const char *pf_name(const struct observed_pf *pf, char buffer[NAME_MAX_BYTES])
{
	char pci[PCI_ADDRESS_TEXT];
	const char *netdev = pf->netdev;

	if (pf->name)
		return pf->name;
	if (netdev && netdev[0] != '-' && netdev[0] != '.' && text_is_printable(netdev))
		return netdev;
	pci_address_format(pf->pci, pci);
	snprintf(buffer, NAME_MAX_BYTES, "pf-%s", pci);
	return buffer;
}

/* SR-IOV that is off and that nobody speaks of is not told. */
static bool is_pf_told(const struct observed_pf *pf)
{
	return pf->numvfs > 0 || pf->name;
}

static void put_pf(const struct report *report, const struct observed_pf *pf)
{
	const struct field *mode = &pf->attrs[PF_ATTR_ESWITCH_MODE];
	char pci[PCI_ADDRESS_TEXT], name[NAME_MAX_BYTES];
	bool has_title = false;

	fprintf(report->out, "  ");
	put_string(report, pf_name(pf, name));
	fprintf(report->out, ":\n    match: {");
	if (pf->has_pci) {
		pci_address_format(pf->pci, pci);
		fprintf(report->out, "pci: \"%s\"", pci);
	} else {
		fprintf(report->out, "netdev: ");
		put_string(report, pf->netdev);
	}
	fprintf(report->out, "}\n    numvfs: %d\n", pf->numvfs);
	/* Whoever says nothing of it has the one that a NIC starts with. */
	if (mode->set && strcmp(mode->value.text, PF_ESWITCH_SWITCHDEV) == 0)
		fprintf(report->out, "    eswitch: {mode: %s}\n", mode->value.text);
	if (pf->netdev)
		fprintf(report->out, "    link: %s\n", pf->link ? "up" : "keep");
	for (size_t i = 0; pf->netdev && i < pf->n_vfs; i++)
		put_vf(report, pf, &pf->vfs[i], &has_title);
}

/* Every VF that belongs to an interface of a VM, in the order of the PFs. */
struct owned {
	const struct observed_pf *pf;
	const struct observed_vf *vf;
};

static bool next_owned(const struct observed *observed, struct owned *owned)
{
	const struct observed_pf *end = observed->pfs + observed->n_pfs;

	if (!owned->pf) {
		owned->pf = observed->pfs;
		owned->vf = owned->pf < end ? owned->pf->vfs : NULL;
	} else {
		owned->vf++;
	}
	while (owned->pf < end) {
		for (; owned->vf < owned->pf->vfs + owned->pf->n_vfs; owned->vf++) {
			if (owned->vf->vm && owned->vf->interface &&
			    is_pf_told(owned->pf))
				return true;
		}
		owned->pf++;
		if (owned->pf < end)
			owned->vf = owned->pf->vfs;
	}
	return false;
}

static bool is_first_of_vm(const struct observed *observed, const struct owned *wanted)
{
	struct owned owned = {0};

	while (next_owned(observed, &owned)) {
		if (strcmp(owned.vf->vm, wanted->vf->vm) == 0)
			return owned.vf == wanted->vf;
	}
	return false;
}

static void put_vms(const struct report *report, const struct observed *observed)
{
	struct owned owned = {0}, other;
	char name[NAME_MAX_BYTES], vf[2 * NAME_MAX_BYTES];
	bool has_title = false;

	while (next_owned(observed, &owned)) {
		if (!is_first_of_vm(observed, &owned))
			continue;
		fprintf(report->out, has_title ? "  " : "vms:\n  ");
		has_title = true;
		put_string(report, owned.vf->vm);
		fprintf(report->out, ":\n    interfaces:\n");
		other = (struct owned){0};
		while (next_owned(observed, &other)) {
			if (strcmp(other.vf->vm, owned.vf->vm) != 0)
				continue;
			fprintf(report->out, "      ");
			put_string(report, other.vf->interface);
			snprintf(vf, sizeof(vf), "%s/%u", pf_name(other.pf, name),
				 other.vf->index);
			fprintf(report->out, ": {vf: ");
			put_string(report, vf);
			fprintf(report->out, "}\n");
		}
	}
}

void report_export(const struct report *report, const struct observed *observed)
{
	bool has_any = false;

	fprintf(report->out,
		"# Made by vfstate export; vfstate plan of it finds no difference.\n"
		"version: 1\n");
	for (size_t i = 0; i < observed->n_pfs; i++) {
		if (!is_pf_told(&observed->pfs[i]))
			continue;
		fprintf(report->out, has_any ? "" : "pfs:\n");
		has_any = true;
		put_pf(report, &observed->pfs[i]);
	}
	if (!has_any)
		fprintf(report->out, "pfs: {} # no PF of this host has VFs\n");
	put_vms(report, observed);
}
