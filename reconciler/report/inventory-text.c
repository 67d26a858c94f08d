/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "report/printing.h"
#include "support/guard.h"

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static const char *attr_text(const struct observed_vf *vf, enum vf_attr attr,
			     char text[VALUE_FORMAT_MAX])
{
	if (!vf->attrs[attr].set)
		return "-";
	value_format(vf_attr_info[attr].kind, vf->attrs[attr].value, text);
	return text;
}

/* Why a PF has and will have no VFs; "" where it can. */
static const char *pf_remark(const struct observed_pf *pf)
{
	if (!pf->driver)
		return "no driver: nothing can enable VFs";
	if (pf->has_pci && pf->totalvfs == 0)
		return "the driver allows no VFs";
	if (!pf->netdev && pf->has_pci)
		return "no netdev: only the number of VFs can be set";
	if (!pf->link && pf->numvfs > 0)
		return "down: libvirt refuses its VFs, and they have no link";
	return "";
}

static bool is_mac(const char *what, bool has, struct mac_address mac)
{
	struct mac_address wanted;

	return has && mac_address_parse(what, &wanted) &&
	       mac_address_is_equal(mac, wanted);
}

static bool is_pci(const char *what, bool has, struct pci_address pci)
{
	struct pci_address wanted;

	return has && pci_address_parse(what, &wanted) &&
	       pci_address_compare(pci, wanted) == 0;
}

static bool is_name(const char *what, const char *name)
{
	return name && strcmp(what, name) == 0;
}

static bool is_pf(const struct observed_pf *pf, const char *what)
{
	for (size_t i = 0; i < pf->n_altnames; i++) {
		if (is_name(what, pf->altnames[i]))
			return true;
	}
	return is_name(what, pf->name) || is_name(what, pf->netdev) ||
	       is_pci(what, pf->has_pci, pf->pci) || is_mac(what, pf->has_mac, pf->mac) ||
	       is_mac(what, pf->has_permanent_mac, pf->permanent_mac);
}

static bool is_vf(const struct observed_vf *vf, const char *what)
{
	const struct field *mac = &vf->attrs[VF_ATTR_MAC];

	return is_name(what, vf->netdev) || is_name(what, vf->vm) ||
	       is_pci(what, vf->has_pci, vf->pci) ||
	       is_mac(what, mac->set, mac->value.mac) ||
	       is_mac(what, vf->has_netdev_mac, vf->netdev_mac);
}

static void print_pf(const struct report *report, const struct observed_pf *pf)
{
	char pci[PCI_ADDRESS_TEXT] = "-", vfs[32], ids[16] = "-";

	if (pf->has_pci)
		pci_address_format(pf->pci, pci);
	if (pf->totalvfs >= 0)
		snprintf(vfs, sizeof(vfs), "%d/%d", pf->numvfs, pf->totalvfs);
	else
		snprintf(vfs, sizeof(vfs), "%d/?", pf->numvfs);
	if (pf->vendor >= 0)
		snprintf(ids, sizeof(ids), "%04x:%04x", (unsigned int)pf->vendor,
			 (unsigned int)pf->device);
	fprintf(report->out, "%s%-12s %-15s %-10s %-9s %-7s %-5s %s%s",
		printing_color(report, COLOR_BOLD), pci, or_dash(pf->netdev),
		or_dash(pf->driver), ids, vfs,
		!pf->netdev ? "-"
		: !pf->link ? "down"
			    : (pf->carrier ? "up" : "no-carrier"),
		or_dash(pf->name), printing_color(report, COLOR_END));
	if (pf_remark(pf)[0])
		fprintf(report->out, "  (%s)", pf_remark(pf));
	fputc('\n', report->out);
}

static void print_vf(const struct report *report, const struct observed_vf *vf)
{
	char pci[PCI_ADDRESS_TEXT] = "-";
	char mac[VALUE_FORMAT_MAX], vlan[VALUE_FORMAT_MAX], rate[VALUE_FORMAT_MAX];
	char spoofchk[VALUE_FORMAT_MAX], trust[VALUE_FORMAT_MAX];

	if (vf->has_pci)
		pci_address_format(vf->pci, pci);
	fprintf(report->out,
		"  %-4u %-12s %-15s %-10s %-17s %-12s %-11s %-5s %-5s %s%s%s\n",
		vf->index, pci, or_dash(vf->netdev), or_dash(vf->driver),
		attr_text(vf, VF_ATTR_MAC, mac), attr_text(vf, VF_ATTR_VLAN, vlan),
		attr_text(vf, VF_ATTR_MAX_TX_RATE, rate),
		attr_text(vf, VF_ATTR_SPOOFCHK, spoofchk),
		attr_text(vf, VF_ATTR_TRUST, trust), or_dash(vf->vm), vf->vm ? "/" : "",
		vf->vm ? or_dash(vf->interface) : "");
}

static void print_pf_titles(const struct report *report)
{
	fprintf(report->out, "%s%-12s %-15s %-10s %-9s %-7s %-5s %s%s\n",
		printing_color(report, COLOR_DIM), "PF", "NETDEV", "DRIVER", "ID", "VFS",
		"LINK", "NAME", printing_color(report, COLOR_END));
}

static void print_vf_titles(const struct report *report)
{
	fprintf(report->out,
		"%s  %-4s %-12s %-15s %-10s %-17s %-12s %-11s %-5s %-5s %s%s\n",
		printing_color(report, COLOR_DIM), "VF", "PCI", "NETDEV", "DRIVER", "MAC",
		"VLAN", "MAX-RATE", "SPOOF", "TRUST", "VM",
		printing_color(report, COLOR_END));
}

/* A PF with its VFs, or of them those that `what` means; true where any was printed. */
static bool print_selected(const struct report *report, const struct observed_pf *pf,
			   const char *what, bool is_first)
{
	bool all = !what || is_pf(pf, what), any = all;

	for (size_t i = 0; i < pf->n_vfs && !any; i++)
		any = is_vf(&pf->vfs[i], what);
	if (!any)
		return false;
	if (!is_first)
		fputc('\n', report->out);
	print_pf_titles(report);
	print_pf(report, pf);
	if (pf->n_vfs > 0)
		print_vf_titles(report);
	for (size_t i = 0; i < pf->n_vfs; i++) {
		if (all || is_vf(&pf->vfs[i], what))
			print_vf(report, &pf->vfs[i]);
	}
	return true;
}

bool report_inventory(const struct report *report, const struct observed *observed,
		      const char *what)
{
	bool any = false;

	if (report->json) {
		report_snapshot(report, observed);
		return true;
	}
	for (size_t i = 0; i < observed->n_pfs; i++)
		any |= print_selected(report, &observed->pfs[i], what, !any);
	if (observed->n_pfs == 0)
		fprintf(report->out, "No device on this host can do SR-IOV.\n");
	if (!observed->iommu && !what)
		fprintf(report->out, "\nNo IOMMU is on, so no VF can be passed to a VM: "
				     "turn on VT-d, AMD-Vi "
				     "or the SMMU in the firmware; on Intel boot with "
				     "intel_iommu=on.\n");
	return any || (!what && observed->n_pfs == 0);
}
