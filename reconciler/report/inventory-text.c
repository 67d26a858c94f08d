/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "model/in-use-pf.h"
#include "model/in-use.h"
#include "model/vf-set.h"
#include "report/printing.h"
#include "report/table.h"
#include "support/guard.h"

enum pf_column {
	PF_ADDRESS,
	PF_NETDEV,
	PF_DRIVER,
	PF_LINK,
	PF_SPEED,
	PF_VFS,
	PF_FREE,
	PF_NAME,
	PF_COLUMN_COUNT,
};

static const struct table_column pf_columns[PF_COLUMN_COUNT] = {
	[PF_ADDRESS] = {.title = "PF"},
	[PF_NETDEV] = {.title = "NETDEV"},
	[PF_DRIVER] = {.title = "DRIVER"},
	[PF_LINK] = {.title = "LINK"},
	[PF_SPEED] = {.title = "SPEED", .is_right = true, .label = "speed"},
	[PF_VFS] = {.title = "VFS", .is_right = true, .label = "VFs"},
	[PF_FREE] = {.title = "FREE", .is_right = true, .label = "free VFs"},
	[PF_NAME] = {.title = "NAME", .label = "name"},
};

enum vf_column {
	VF_NAME,
	VF_ADDRESS,
	VF_NETDEV,
	VF_DRIVER,
	VF_MAC,
	VF_VLAN,
	VF_COLUMN_COUNT,
};

static const struct table_column vf_columns[VF_COLUMN_COUNT] = {
	[VF_NAME] = {.title = "VF"},
	[VF_ADDRESS] = {.title = "PCI"},
	[VF_NETDEV] = {.title = "NETDEV"},
	[VF_DRIVER] = {.title = "DRIVER"},
	[VF_MAC] = {.title = "MAC", .label = "MAC"},
	[VF_VLAN] = {.title = "VLAN", .label = "VLAN"},
};

static const char *pci_text(struct arena *arena, bool has_pci, struct pci_address pci)
{
	char text[PCI_ADDRESS_TEXT];

	if (!has_pci)
		return NULL;
	pci_address_format(pci, text);
	return arena_strdup(arena, text);
}

/* NULL if the value is not known or neutral. */
static const char *attr_text(struct arena *arena, const struct observed_vf *vf,
			     enum vf_attr attr)
{
	const struct field *field = &vf->attrs[attr];
	enum value_kind kind = vf_attr_info[attr].kind;
	char text[VALUE_FORMAT_MAX];

	if (!field->set || value_is_neutral(kind, field->value))
		return NULL;
	value_format(kind, field->value, text);
	return arena_strdup(arena, text);
}

static const char *link_text(const struct observed_pf *pf)
{
	return !pf->netdev		? NULL
	       : !observed_pf_is_up(pf) ? "down"
	       : pf->carrier		? "up"
					: "no carrier";
}

static const char *speed_text(struct arena *arena, const struct observed_pf *pf)
{
	unsigned int mbps = field_number(&pf->speed_mbps);

	if (mbps == 0)
		return NULL;
	return mbps < 1000 ? arena_printf(arena, "%u Mbit/s", mbps)
			   : arena_printf(arena, "%g Gbit/s", mbps / 1000.0);
}

static bool is_free(struct arena *arena, const struct observed_pf *pf,
		    const struct observed_vf *vf)
{
	return !vf->vm && !in_use_by(arena, pf, vf);
}

static const char *vfs_text(struct arena *arena, const struct observed_pf *pf)
{
	unsigned int numvfs = observed_pf_numvfs(pf);

	return pf->totalvfs.set
		       ? arena_printf(arena, "%u/%u", numvfs, pf->totalvfs.value.number)
		       : arena_printf(arena, "%u/?", numvfs);
}

/* How many VFs are free; NULL for a selection, which lacks VFs. */
static const char *free_text(struct arena *arena, const struct observed_pf *pf)
{
	size_t n = 0, n_all = observed_pf_numvfs(pf);

	for (size_t i = 0; i < pf->n_vfs; i++)
		n += is_free(arena, pf, &pf->vfs[i]);
	return n_all > 0 && pf->n_vfs == n_all ? arena_printf(arena, "%zu", n) : NULL;
}

/* "Intel Corporation 82576 Gigabit Network Connection [8086:10c9], NUMA node 0" */
static void add_model(struct table *table, const struct observed_pf *pf)
{
	const struct field *vendor = &pf->facts[PF_FACT_VENDOR];
	const struct field *device = &pf->facts[PF_FACT_DEVICE];
	const struct field *node = &pf->facts[PF_FACT_NUMA_NODE];
	const char *model = pf->model ? pf->model : "PCI device";

	if (!vendor->set || !device->set)
		return;
	if (node->set)
		table_add_detail(table, "%s [%04x:%04x], NUMA node %u", model,
				 field_number(vendor), field_number(device),
				 field_number(node));
	else
		table_add_detail(table, "%s [%04x:%04x]", model, field_number(vendor),
				 field_number(device));
}

/* Why the PF cannot have VFs, or what limits their use; NULL if nothing does. */
static const char *pf_remark(const struct observed_pf *pf)
{
	if (!pf->driver)
		return "no driver: nothing can enable VFs";
	if (pf->has_pci && pf->totalvfs.set && pf->totalvfs.value.number == 0)
		return "the driver allows no VFs";
	if (!pf->netdev && pf->has_pci)
		return "no netdev: what is set through the PF (MAC, VLAN, rates) cannot "
		       "be set";
	if (!observed_pf_is_up(pf) && observed_pf_numvfs(pf) > 0)
		return "down: libvirt refuses its VFs, and they have no link";
	return NULL;
}

/* Names the VFs that the kernel does not report: they look as if they had no values. */
static void add_unreported(struct table *table, const struct observed_pf *pf)
{
	struct vf_set set = {0};

	if (!observed_pf_is_capped(pf))
		return;
	for (size_t i = OBSERVED_VF_LIST_MAX; i < pf->n_vfs; i++)
		vf_set_add(table->arena, &set, pf->vfs[i].index);
	table_add_detail(table,
			 "VF %s: this kernel reports the first %d VFs of a PF only, so "
			 "what is set here is not known",
			 vf_set_format(table->arena, &set), OBSERVED_VF_LIST_MAX);
}

static void add_pf(struct table *table, const struct observed_pf *pf)
{
	const char *users = in_use_pf_by(table->arena, pf, DISRUPTION_BLINK);
	struct table_row *row = table_add(table);

	row->cells[PF_ADDRESS] = pci_text(table->arena, pf->has_pci, pf->pci);
	row->cells[PF_NETDEV] = pf->netdev;
	row->cells[PF_DRIVER] = pf->driver;
	row->cells[PF_LINK] = link_text(pf);
	row->cells[PF_SPEED] = speed_text(table->arena, pf);
	row->cells[PF_VFS] = vfs_text(table->arena, pf);
	row->cells[PF_FREE] = free_text(table->arena, pf);
	row->cells[PF_NAME] = pf->name;
	add_model(table, pf);
	if (pf_remark(pf))
		table_add_detail(table, "%s", pf_remark(pf));
	if (users)
		table_add_detail(table, "%s", users);
	add_unreported(table, pf);
}

/* Whether most drivers give a new VF this value. */
static bool is_usual(enum vf_attr attr, const struct field *field)
{
	return vf_attr_info[attr].kind == VALUE_BOOL &&
	       field->value.on == (attr == VF_ATTR_SPOOFCHK);
}

/* "max_tx_rate 200 Mbit/s, trust on" */
static void add_values(struct table *table, const struct observed_vf *vf)
{
	const char *all = NULL;

	for (enum vf_attr attr = 0; attr < VF_ATTR_COUNT; attr++) {
		const char *text = attr_text(table->arena, vf, attr);

		if (!text || attr == VF_ATTR_MAC || attr == VF_ATTR_VLAN ||
		    is_usual(attr, &vf->attrs[attr]))
			continue;
		all = arena_printf(table->arena, "%s%s%s %s", all ? all : "",
				   all ? ", " : "", vf_attr_info[attr].name, text);
	}
	if (all)
		table_add_detail(table, "%s", all);
}

static bool is_in_group(const struct observed_vf *vf, const struct field *group)
{
	return group->set && field_number(group) == field_number(&vf->iommu_group);
}

/* How many other devices are in its IOMMU group. */
static size_t count_neighbours(const struct observed *observed,
			       const struct observed_vf *vf)
{
	size_t n = 0;

	for (size_t i = 0; i < observed->n_pfs; i++) {
		const struct observed_pf *pf = &observed->pfs[i];

		n += is_in_group(vf, &pf->iommu_group);
		for (size_t j = 0; j < pf->n_vfs; j++)
			n += &pf->vfs[j] != vf &&
			     is_in_group(vf, &pf->vfs[j].iommu_group);
	}
	for (size_t i = 0; i < observed->n_iommu_devices; i++)
		n += observed->iommu_devices[i].group ==
		     (int)field_number(&vf->iommu_group);
	return n;
}

static void add_group(struct table *table, const struct observed *observed,
		      const struct observed_vf *vf)
{
	size_t n = vf->iommu_group.set ? count_neighbours(observed, vf) : 0;

	if (n > 0)
		table_add_detail(table, "shares IOMMU group %u with %zu device%s",
				 field_number(&vf->iommu_group), n, n == 1 ? "" : "s");
}

/* As select_observed() takes it. */
static const char *vf_name(struct arena *arena, const struct observed_pf *pf,
			   const struct observed_vf *vf)
{
	const char *pf_name = pf->name ? pf->name : pf->netdev;

	return arena_printf(arena, "%s/%u",
			    pf_name ? pf_name : pci_text(arena, pf->has_pci, pf->pci),
			    vf->index);
}

/* An interface that had the VF, and is not configured any more. */
static void add_assignment(struct table *table, const struct observed *observed,
			   const struct observed_pf *pf, const struct observed_vf *vf)
{
	for (size_t i = 0; i < observed->n_assignments; i++) {
		const struct assignment *assignment = &observed->assignments[i];

		if (assignment->vf == vf->index &&
		    assignment_find_pf(assignment, observed->pfs, observed->n_pfs) == pf)
			table_add_detail(table,
					 "recorded for VM %s, interface %s (vfstate free "
					 "%s/%s)",
					 assignment->vm, assignment->interface,
					 assignment->vm, assignment->interface);
	}
}

static void add_vf(struct table *table, const struct observed *observed,
		   const struct observed_pf *pf, const struct observed_vf *vf)
{
	const char *user = in_use_by(table->arena, pf, vf);
	struct table_row *row = table_add(table);

	row->cells[VF_NAME] = vf_name(table->arena, pf, vf);
	row->cells[VF_ADDRESS] = pci_text(table->arena, vf->has_pci, vf->pci);
	row->cells[VF_NETDEV] = vf->netdev;
	row->cells[VF_DRIVER] = observed_vf_driver(vf);
	row->cells[VF_MAC] = attr_text(table->arena, vf, VF_ATTR_MAC);
	row->cells[VF_VLAN] = attr_text(table->arena, vf, VF_ATTR_VLAN);
	add_values(table, vf);
	add_group(table, observed, vf);
	if (vf->vm)
		table_add_detail(table, "VM %s, interface %s", vf->vm,
				 vf->interface ? vf->interface : "-");
	else
		add_assignment(table, observed, pf, vf);
	if (vf->pool)
		table_add_detail(table, "pool %s", vf->pool);
	if (user)
		table_add_detail(table, "%s: %s",
				 in_use_is_unsure(table->arena, pf, vf) ? "may be in use"
									: "in use",
				 user);
	if (vf->driver_override)
		table_add_detail(table, "driver_override %s", vf->driver_override);
}

static void print_name(const struct report *report, const char *name)
{
	if (!name)
		return;
	printing_put(report->out, name);
	fputc('\n', report->out);
}

void report_names(const struct report *report, const struct observed *observed)
{
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < observed->n_pfs; i++) {
		const struct observed_pf *pf = &observed->pfs[i];

		print_name(report, pf->name);
		print_name(report, pf->netdev);
		print_name(report, pci_text(&arena, pf->has_pci, pf->pci));
		for (size_t j = 0; j < pf->n_vfs; j++) {
			const struct observed_vf *vf = &pf->vfs[j];

			print_name(report, vf_name(&arena, pf, vf));
			print_name(report, vf->netdev);
			print_name(report, vf->vm);
		}
	}
	arena_done(&arena);
}

/* Records that no VF above has. */
static void print_other_assignments(const struct report *report,
				    const struct observed *observed)
{
	for (size_t i = 0; i < observed->n_assignments && !observed->selection; i++) {
		const struct assignment *assignment = &observed->assignments[i];
		const struct observed_pf *pf =
			assignment_find_pf(assignment, observed->pfs, observed->n_pfs);

		if (!pf || assignment->vf >= pf->n_vfs)
			fprintf(report->out,
				"\nVM %s, interface %s has VF %u of a PF %s (vfstate "
				"free %s/%s).\n",
				SAFE(assignment->vm), SAFE(assignment->interface),
				assignment->vf,
				pf ? "without that VF" : "that is not on this host",
				SAFE(assignment->vm), SAFE(assignment->interface));
	}
	if (observed->assignments_unread)
		fprintf(report->out, "\nThe record of VFs of pools cannot be used: %s\n",
			SAFE(observed->assignments_unread));
}

void report_inventory(const struct report *report, const struct observed *observed)
{
	struct table pfs, vfs;
	struct arena arena;

	if (report->json) {
		report_snapshot(report, observed);
		return;
	}
	arena_init(&arena);
	table_init(&pfs, &arena, pf_columns, PF_COLUMN_COUNT);
	table_init(&vfs, &arena, vf_columns, VF_COLUMN_COUNT);
	for (size_t i = 0; i < observed->n_pfs; i++) {
		const struct observed_pf *pf = &observed->pfs[i];

		add_pf(&pfs, pf);
		for (size_t j = 0; j < pf->n_vfs; j++)
			add_vf(&vfs, observed, pf, &pf->vfs[j]);
	}
	table_print(report, &pfs);
	if (vfs.n_rows > 0)
		fputc('\n', report->out);
	table_print(report, &vfs);
	arena_done(&arena);
	print_other_assignments(report, observed);
	if (observed->n_pfs == 0)
		fprintf(report->out, "No device on this host supports SR-IOV.\n");
	if (!observed->iommu && !observed->selection)
		fprintf(report->out,
			"\nThe IOMMU is off, so no VF can be passed to a VM: turn on "
			"VT-d, AMD-Vi or the\nSMMU in the firmware; on Intel boot with "
			"intel_iommu=on.\n");
}
