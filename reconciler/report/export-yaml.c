/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A configuration as a person would write it. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "model/adopted.h"
#include "model/value-read.h"
#include "report/printing.h"
#include "report/report.h"
#include "support/guard.h"
#include "support/text.h"

enum {
	PF_NAME_MAX = 64 /* model/names.c */
};

/* Whether every YAML reader takes the word for a string. */
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
	if (vlan.id == 0 || (vlan.qos == 0 && vlan.proto != VLAN_8021AD)) {
		fprintf(report->out, "%u", vlan.id);
		return;
	}
	fprintf(report->out, "{id: %u", vlan.id);
	if (vlan.qos)
		fprintf(report->out, ", qos: %u", vlan.qos);
	if (vlan.proto == VLAN_8021AD)
		fprintf(report->out, ", proto: %s", vlan_proto_name(vlan.proto));
	fputc('}', report->out);
}

/* "{legacy-rx: off}" */
static void put_flags(const struct report *report, const struct flags *flags)
{
	for (size_t i = 0; i < flags->n; i++) {
		fputs(i == 0 ? "{" : ", ", report->out);
		put_string(report, flags->items[i].name);
		fprintf(report->out, ": %s", flags->items[i].on ? "on" : "off");
	}
	fputs(flags->n == 0 ? "{}" : "}", report->out);
}

static void put_value(const struct report *report, enum value_kind kind,
		      struct value value)
{
	char text[VALUE_FORMAT_MAX];

	switch (kind) {
	case VALUE_VLAN:
		put_vlan(report, value.vlan);
		return;
	case VALUE_TEXT:
		put_string(report, value.text);
		return;
	case VALUE_RATE:
		kind = VALUE_NUMBER; /* without its unit */
		break;
	case VALUE_FLAGS:
		put_flags(report, value.flags);
		return;
	default:
		break;
	}
	value_format(kind, value, text);
	fprintf(report->out, kind == VALUE_MAC || kind == VALUE_GUID ? "\"%s\"" : "%s",
		text);
}

/* "{mac: ..., vlan: 100}" */
static void put_vf(const struct report *report, const struct field attrs[VF_KEY_COUNT])
{
	const char *gap = "{";

	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		if (!attrs[attr].set)
			continue;
		fprintf(report->out, "%s%s: ", gap, vf_attr_info[attr].name);
		put_value(report, vf_attr_info[attr].kind, attrs[attr].value);
		gap = ", ";
	}
	fputc('}', report->out);
}

static bool is_empty(const struct field attrs[VF_KEY_COUNT])
{
	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		if (attrs[attr].set)
			return false;
	}
	return true;
}

static void put_vfs(const struct report *report, const struct adopted_pf *pf)
{
	if (!is_empty(pf->defaults)) {
		fprintf(report->out, "    vf_defaults: ");
		put_vf(report, pf->defaults);
		fputc('\n', report->out);
	}
	if (pf->n_entries > 0)
		fprintf(report->out, "    vfs:\n");
	for (size_t i = 0; i < pf->n_entries; i++) {
		const char *quote = strchr(pf->entries[i].key, ',') ? "\"" : "";

		fprintf(report->out, "      %s%s%s: ", quote, pf->entries[i].key, quote);
		put_vf(report, pf->entries[i].attrs);
		fputc('\n', report->out);
	}
}

static void put_match(const struct report *report, const struct pf_match *match)
{
	char pci[PCI_ADDRESS_TEXT];

	fprintf(report->out, "    match: {");
	if (match->has_pci) {
		pci_address_format(match->pci, pci);
		fprintf(report->out, "pci: \"%s\"", pci);
	} else {
		fprintf(report->out, "netdev: ");
		put_string(report, match->netdev);
	}
	fprintf(report->out, "}\n");
}

/* Prints the attributes of a group in a mapping of their own. Returns the last attribute
 * of the group. */
static int put_group(const struct report *report, const struct field *attrs, int attr)
{
	const char *group = pf_attr_info[attr].group, *gap = "{";
	int last = attr;

	for (; attr < PF_ATTR_COUNT && pf_attr_info[attr].group &&
	       strcmp(pf_attr_info[attr].group, group) == 0;
	     attr++) {
		last = attr;
		if (!attrs[attr].set)
			continue;
		if (gap[0] == '{')
			fprintf(report->out, "    %s: ", group);
		fprintf(report->out, "%s%s: ", gap, pf_attr_key((enum pf_attr)attr));
		put_value(report, pf_attr_info[attr].kind, attrs[attr].value);
		gap = ", ";
	}
	if (gap[0] == ',')
		fprintf(report->out, "}\n");
	return last;
}

static void put_pf_attrs(const struct report *report, const struct desired_pf *desired)
{
	for (int attr = 0; attr < PF_ATTR_COUNT; attr++) {
		if (attr == PF_ATTR_LINK && desired->keeps_link)
			fprintf(report->out, "    link: keep # it is down\n");
		if (pf_attr_info[attr].group) {
			attr = put_group(report, desired->attrs, attr);
			continue;
		}
		if (!desired->attrs[attr].set)
			continue;
		fprintf(report->out, "    %s: ", pf_attr_info[attr].name);
		put_value(report, pf_attr_info[attr].kind, desired->attrs[attr].value);
		fputc('\n', report->out);
	}
}

static void put_remarks(const struct report *report, const char *indent,
			const char **remarks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fprintf(report->out, "%s# ", indent);
		printing_put(report->out, remarks[i]);
		fputc('\n', report->out);
	}
}

static void put_pf(const struct report *report, const struct adopted_pf *pf)
{
	const struct desired_pf *desired = pf->desired;

	fprintf(report->out, "  ");
	put_string(report, desired->name);
	fprintf(report->out, ":\n");
	put_match(report, &desired->match);
	put_pf_attrs(report, desired);
	put_remarks(report, "    ", pf->remarks, pf->n_remarks);
	put_vfs(report, pf);
}

static void put_passthrough(const struct report *report,
			    const struct passthrough *passthrough)
{
	if (passthrough->rom_bar.set)
		fprintf(report->out, ", rom_bar: %s",
			passthrough->rom_bar.value.on ? "on" : "off");
	if (passthrough->acpi_index.set)
		fprintf(report->out, ", acpi_index: %u",
			passthrough->acpi_index.value.number);
	if (passthrough->driver_model.set) {
		fprintf(report->out, ", driver_model: ");
		put_string(report, passthrough->driver_model.value.text);
	}
	if (passthrough->iommufd.set)
		fprintf(report->out, ", iommufd: %s",
			passthrough->iommufd.value.on ? "on" : "off");
}

static void put_binding(const struct report *report,
			const struct desired_binding *binding)
{
	char vf[PF_NAME_MAX + sizeof("/65535")];

	snprintf(vf, sizeof(vf), "%s/%u", binding->pf->name, binding->vf);
	fprintf(report->out, "      ");
	put_string(report, binding->interface);
	fprintf(report->out, ": {vf: ");
	put_string(report, vf);
	if (binding->type == BINDING_HOSTDEV)
		fprintf(report->out, ", type: hostdev");
	if (!binding->managed)
		fprintf(report->out, ", managed: off");
	if (binding->alias.set) {
		fprintf(report->out, ", alias: ");
		put_string(report, binding->alias.value.text);
	}
	if (binding->boot_order.set)
		fprintf(report->out, ", boot_order: %u",
			binding->boot_order.value.number);
	if (binding->teaming.set) {
		fprintf(report->out, ", teaming: ");
		put_string(report, binding->teaming.value.text);
	}
	put_passthrough(report, &binding->passthrough);
	fprintf(report->out, "}\n");
}

static void put_vms(const struct report *report, const struct adopted *adopted)
{
	const struct desired *desired = adopted->desired;

	put_remarks(report, "", adopted->remarks, adopted->n_remarks);
	for (size_t i = 0; i < desired->n_bindings; i++) {
		const struct desired_binding *binding = &desired->bindings[i];
		bool is_next = i == 0 || strcmp(binding[-1].vm, binding->vm) != 0;

		if (i == 0)
			fprintf(report->out, "vms:\n");
		if (is_next) {
			fprintf(report->out, "  ");
			put_string(report, binding->vm);
			fprintf(report->out, ":\n    interfaces:\n");
		}
		put_binding(report, binding);
	}
}

void report_export(const struct report *report, const struct adopted *adopted)
{
	fprintf(report->out,
		adopted->has_differences
			? "# Written by vfstate export. vfstate plan finds the "
			  "differences "
			  "that the comments name.\n"
			: "# Written by vfstate export. vfstate plan finds no "
			  "difference.\n");
	fprintf(report->out, "version: 1\n%s",
		adopted->n_pfs > 0 ? "pfs:\n" : "pfs: {} # no PF of this host has VFs\n");
	for (size_t i = 0; i < adopted->n_pfs; i++)
		put_pf(report, &adopted->pfs[i]);
	put_vms(report, adopted);
}
