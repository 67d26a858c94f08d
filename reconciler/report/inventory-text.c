/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/in-use-pf.h"
#include "model/in-use.h"
#include "model/vf-set.h"
#include "report/printing.h"
#include "support/guard.h"

#define OR_DASH(text) SAFE((text) ? (text) : "-")

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
	if (pf->has_pci && pf->totalvfs.set && pf->totalvfs.value.number == 0)
		return "the driver allows no VFs";
	if (!pf->netdev && pf->has_pci)
		return "no netdev: only the number of VFs can be set";
	if (!observed_pf_is_up(pf) && observed_pf_numvfs(pf) > 0)
		return "down: libvirt refuses its VFs, and they have no link";
	return "";
}

static void print_pf(const struct report *report, struct arena *arena,
		     const struct observed_pf *pf)
{
	const char *users = in_use_pf_by(arena, pf, DISRUPTION_BLINK);
	const struct field *numa_node = &pf->facts[PF_FACT_NUMA_NODE];
	char pci[PCI_ADDRESS_TEXT] = "-", vfs[32], ids[16] = "-";
	char node[VALUE_FORMAT_MAX] = "-";

	if (pf->has_pci)
		pci_address_format(pf->pci, pci);
	if (pf->totalvfs.set)
		snprintf(vfs, sizeof(vfs), "%u/%u", observed_pf_numvfs(pf),
			 pf->totalvfs.value.number);
	else
		snprintf(vfs, sizeof(vfs), "%u/?", observed_pf_numvfs(pf));
	if (pf->facts[PF_FACT_VENDOR].set)
		snprintf(ids, sizeof(ids), "%04x:%04x",
			 pf->facts[PF_FACT_VENDOR].value.number & 0xffff,
			 pf->facts[PF_FACT_DEVICE].value.number & 0xffff);
	if (numa_node->set)
		value_format(VALUE_NUMBER, numa_node->value, node);
	fprintf(report->out, "%s%-12s %-15s %-10s %-9s %-4s %-7s %-5s %s%s",
		printing_color(report, COLOR_BOLD), pci, OR_DASH(pf->netdev),
		OR_DASH(pf->driver), ids, node, vfs,
		!pf->netdev		 ? "-"
		: !observed_pf_is_up(pf) ? "down"
					 : (pf->carrier ? "up" : "no-carrier"),
		OR_DASH(pf->name), printing_color(report, COLOR_END));
	if (pf_remark(pf)[0])
		fprintf(report->out, "  (%s)", pf_remark(pf));
	if (users)
		fprintf(report->out, "  (%s)", SAFE(users));
	fputc('\n', report->out);
}

static void print_vf(const struct report *report, struct arena *arena,
		     const struct observed_pf *pf, const struct observed_vf *vf)
{
	const char *user = in_use_by(arena, pf, vf);
	char pci[PCI_ADDRESS_TEXT] = "-";
	char mac[VALUE_FORMAT_MAX], vlan[VALUE_FORMAT_MAX], rate[VALUE_FORMAT_MAX];
	char spoofchk[VALUE_FORMAT_MAX], trust[VALUE_FORMAT_MAX],
		group[VALUE_FORMAT_MAX] = "-";

	if (vf->has_pci)
		pci_address_format(vf->pci, pci);
	if (vf->iommu_group.set)
		value_format(VALUE_NUMBER, vf->iommu_group.value, group);
	fprintf(report->out,
		"  %-4u %-12s %-5s %-15s %-10s %-17s %-12s %-11s %-5s %-5s "
		"%s%s%s%s%s%s%s%s%s\n",
		vf->index, pci, group, OR_DASH(vf->netdev),
		OR_DASH(observed_vf_driver(vf)), attr_text(vf, VF_ATTR_MAC, mac),
		attr_text(vf, VF_ATTR_VLAN, vlan),
		attr_text(vf, VF_ATTR_MAX_TX_RATE, rate),
		attr_text(vf, VF_ATTR_SPOOFCHK, spoofchk),
		attr_text(vf, VF_ATTR_TRUST, trust), OR_DASH(vf->vm), vf->vm ? "/" : "",
		vf->vm ? OR_DASH(vf->interface) : "", user ? "  (" : "",
		user ? SAFE(user) : "", user ? ")" : "",
		vf->driver_override ? "  (driver_override: " : "",
		vf->driver_override ? SAFE(vf->driver_override) : "",
		vf->driver_override ? ")" : "");
}

static void print_pf_titles(const struct report *report)
{
	fprintf(report->out, "%s%-12s %-15s %-10s %-9s %-4s %-7s %-5s %s%s\n",
		printing_color(report, COLOR_DIM), "PF", "NETDEV", "DRIVER", "ID", "NUMA",
		"VFS", "LINK", "NAME", printing_color(report, COLOR_END));
}

static void print_vf_titles(const struct report *report)
{
	fprintf(report->out,
		"%s  %-4s %-12s %-5s %-15s %-10s %-17s %-12s %-11s %-5s %-5s %s%s\n",
		printing_color(report, COLOR_DIM), "VF", "PCI", "IOMMU", "NETDEV",
		"DRIVER", "MAC", "VLAN", "MAX-RATE", "SPOOF", "TRUST", "VM",
		printing_color(report, COLOR_END));
}

/* What looks like VFs without values. */
static void print_unreported(const struct report *report, struct arena *arena,
			     const struct observed_pf *pf)
{
	struct vf_set set = {0};

	if (!observed_pf_is_capped(pf))
		return;
	for (size_t i = OBSERVED_VF_LIST_MAX; i < pf->n_vfs; i++)
		vf_set_add(arena, &set, pf->vfs[i].index);
	fprintf(report->out,
		"  VF %s: this kernel reports the first %d VFs of a PF only, so what is "
		"set here is not known\n",
		vf_set_format(arena, &set), OBSERVED_VF_LIST_MAX);
}

void report_inventory(const struct report *report, const struct observed *observed)
{
	struct arena arena;

	if (report->json) {
		report_snapshot(report, observed);
		return;
	}
	arena_init(&arena);
	for (size_t i = 0; i < observed->n_pfs; i++) {
		const struct observed_pf *pf = &observed->pfs[i];

		if (i > 0)
			fputc('\n', report->out);
		print_pf_titles(report);
		print_pf(report, &arena, pf);
		if (pf->n_vfs > 0)
			print_vf_titles(report);
		for (size_t j = 0; j < pf->n_vfs; j++)
			print_vf(report, &arena, pf, &pf->vfs[j]);
		print_unreported(report, &arena, pf);
	}
	arena_done(&arena);
	if (observed->n_pfs == 0)
		fprintf(report->out, "No device on this host supports SR-IOV.\n");
	if (!observed->iommu && !observed->selection)
		fprintf(report->out,
			"\nThe IOMMU is off, so no VF can be passed to a VM: "
			"turn on VT-d, AMD-Vi "
			"or the SMMU in the firmware; on Intel boot with "
			"intel_iommu=on.\n");
}
