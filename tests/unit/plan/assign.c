/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/assign.h"

#include "unit.h"

enum {
	PFS_MAX = 4,
	VFS_MAX = 8,
	VMS_MAX = 12
};

struct world {
	struct observed host;
	struct vm_device devices[PFS_MAX * VFS_MAX];
	struct observed_pf pfs[PFS_MAX];
	struct observed_vf vfs[PFS_MAX][VFS_MAX];
};

/* PFs with the permanent MAC addresses 02:00:00:00:00:0N and `n_vfs` idle VFs each. */
static void make_world(struct world *world, size_t n_pfs, unsigned int n_vfs)
{
	*world = (struct world){.host = {.pfs = world->pfs, .n_pfs = n_pfs}};
	for (size_t i = 0; i < n_pfs; i++) {
		struct observed_pf *pf = &world->pfs[i];

		*pf = (struct observed_pf){
			.has_pci = true,
			.pci = {.bus = (uint8_t)(i + 1)},
			.permanent_mac = UNIT_MAC(2, 0, 0, 0, 0, (uint8_t)i),
			.driver = "igb",
			.netdev = "up",
			.attrs[PF_ATTR_NUMVFS] = UNIT_NUMBER(n_vfs),
			.totalvfs = UNIT_NUMBER(VFS_MAX),
			.vfs = world->vfs[i],
			.n_vfs = n_vfs,
		};
		for (unsigned int j = 0; j < n_vfs; j++)
			world->vfs[i][j] =
				(struct observed_vf){.index = j,
						     .has_pci = true,
						     .pci = {.bus = (uint8_t)(i + 1),
							     .device = (uint8_t)(j + 1)}};
	}
}

/* Lets libvirt's XML have a VF. */
static void add_device(struct world *world, size_t pf, unsigned int vf, const char *vm,
		       const char *alias)
{
	world->devices[world->host.n_vm_devices++] = (struct vm_device){
		.pci = world->vfs[pf][vf].pci, .vm = vm, .alias = alias};
	world->host.vm_devices = world->devices;
	qsort(world->devices, world->host.n_vm_devices, sizeof(world->devices[0]),
	      vm_device_compare);
}

static void assign(struct unit *unit, struct world *world, const char *text,
		   struct plan *plan)
{
	const struct desired *desired = unit_desired(unit, text);

	assert_string_equal(unit_codes(unit), "");
	*plan = (struct plan){.host = &world->host};
	assign_vfs(&unit->arena, &unit->diags, desired, plan);
}

/* "web01/net0=pf0/3 db01/net0=-", by VM. */
static const char *words(struct unit *unit, const struct plan *plan)
{
	const char *text = "";

	for (size_t i = 0; i < plan->desired->n_bindings; i++) {
		const struct desired_binding *binding = &plan->desired->bindings[i];

		text = arena_printf(&unit->arena, "%s%s%s/%s=%s", text, i ? " " : "",
				    binding->vm, binding->interface,
				    binding->pf
					    ? arena_printf(&unit->arena, "%s/%u",
							   binding->pf->name, binding->vf)
					    : "-");
	}
	return text;
}

static void record(struct world *world, const struct plan *plan)
{
	world->host.assignments = plan->assignments;
	world->host.n_assignments = plan->n_assignments;
}

#define PFS                                                                              \
	"version: 1\npfs: {pf0: {match: {mac: '02:00:00:00:00:00'}}, pf1: {match: "      \
	"{mac: "                                                                         \
	"'02:00:00:00:00:01'}}}\npools: {fast: {vfs: [pf0/2-3, pf1]}}\n"

/* By VM and interface, whatever their order in the file; db/y has the named VF 0. */
static void test_choice(void **state)
{
	struct unit *unit = *state;
	const struct desired_vf *vf;
	struct world world;
	struct plan plan;

	make_world(&world, 2, 4);
	observed_vf_add_holder(&unit->arena, &world.vfs[1][0], HOLDER_PROCESS, "dpdk");
	add_device(&world, 1, 1, "old", NULL);
	assign(unit, &world,
	       PFS
	       "vms: {web: {interfaces: {b: {pool: fast, vlan: 7}, a: {pool: fast}}}, "
	       "db: {interfaces: {x: {pool: fast}, y: {vf: pf0/0}}}}\n",
	       &plan);
	assert_string_equal(words(unit, &plan),
			    "web/b=pf1/2 web/a=pf0/3 db/x=pf0/2 db/y=pf0/0");
	assert_int_equal(plan.n_assigns, 3);
	assert_int_equal(plan.n_assignments, 3);
	assert_string_equal(plan.assignments[0].vm, "db");
	vf = desired_pf_vf(&plan.desired->pfs[1], 2);
	assert_string_equal(vf->binding->interface, "b");
	assert_int_equal(vf->attrs[VF_ATTR_VLAN].value.vlan.id, 7);
	assert_int_equal(vf->attrs[VF_ATTR_MAC].value.source, VALUE_OF_VM);
	/* The next run finds the same, whatever has become free. */
	record(&world, &plan);
	world.vfs[1][0].n_holders = 0;
	assign(unit, &world,
	       PFS "vms: {db: {interfaces: {y: {vf: pf0/0}, x: {pool: fast}}}, "
		   "web: {interfaces: {a: {pool: fast}, b: {pool: fast}}}}\n",
	       &plan);
	assert_string_equal(words(unit, &plan),
			    "db/y=pf0/0 db/x=pf0/2 web/a=pf0/3 web/b=pf1/2");
	assert_int_equal(plan.n_assigns, 0);
}

/* A VF that its own VM uses stays; one that is gone or that another VM has is an
 * error. */
static void test_lost(void **state)
{
	static const char *const vms =
		PFS "vms: {web: {interfaces: {a: {pool: fast}}}}\n";
	struct unit *unit = *state;
	struct world world;
	struct plan plan;

	make_world(&world, 2, 4);
	assign(unit, &world, vms, &plan);
	record(&world, &plan);
	observed_vf_add_holder(&unit->arena, &world.vfs[0][2], HOLDER_LIBVIRT, "web")
		->vm = "web";
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "web/a=pf0/2");
	world.vfs[0][2].holders[0].vm = "other";
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "web/a=-");
	assert_string_equal(unit_codes(unit), "assigned-vf-lost");
	/* The record keeps it. */
	assert_int_equal(plan.n_assignments, 1);
	assert_int_equal(plan.n_assigns, 0);
	diags_init(&unit->diags, &unit->arena);
	world.vfs[0][2].n_holders = 0;
	world.pfs[0].attrs[PF_ATTR_NUMVFS] = UNIT_NUMBER(2);
	world.pfs[0].n_vfs = 2;
	assign(unit, &world, vms, &plan);
	assert_string_equal(unit_codes(unit), "assigned-vf-lost");
	diags_init(&unit->diags, &unit->arena);
	world.host.pfs++;
	world.host.n_pfs--;
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "web/a=-");
	assert_string_equal(unit_codes(unit), "assigned-vf-lost");
	assert_int_equal(plan.n_assignments, 1);
}

/* What is not configured any more is free as soon as nobody uses it. */
static void test_freed(void **state)
{
	struct unit *unit = *state;
	struct world world;
	struct plan plan;

	make_world(&world, 2, 4);
	assign(unit, &world, PFS "vms: {web: {interfaces: {a: {pool: fast}}}}\n", &plan);
	record(&world, &plan);
	observed_vf_add_holder(&unit->arena, &world.vfs[0][2], HOLDER_PROCESS, "qemu");
	assign(unit, &world, PFS "vms: {new: {interfaces: {a: {pool: fast}}}}\n", &plan);
	assert_string_equal(words(unit, &plan), "new/a=pf0/3");
	assert_int_equal(plan.n_assignments, 2);
	world.vfs[0][2].n_holders = 0;
	record(&world, &plan);
	assign(unit, &world, PFS "vms: {new: {interfaces: {a: {pool: fast}}}}\n", &plan);
	assert_string_equal(words(unit, &plan), "new/a=pf0/3");
	assert_int_equal(plan.n_assignments, 1);
	assert_int_equal(plan.n_assigns, 1);
	assert_int_equal(plan.assigns[0].kind, ASSIGN_FREED);
	assert_string_equal(plan.assigns[0].vm, "web");
}

/* Without the record, what libvirt's XML has is not changed; a record that cannot be read
 * is another case. */
static void test_lost_record(void **state)
{
	static const char *const vms =
		PFS "vms: {web: {interfaces: {a: {pool: fast}, b: {pool: fast, alias: "
		    "ua-b}}}}\n";
	struct unit *unit = *state;
	struct world world;
	struct plan plan;

	make_world(&world, 2, 4);
	add_device(&world, 1, 3, "web", "ua-vfstate-a");
	add_device(&world, 1, 2, "web", "ua-b");
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "web/a=pf1/3 web/b=pf1/2");
	assert_int_equal(plan.assigns[0].kind, ASSIGN_ADOPTED);
	world.host.assignments_unread = "assignments.json: Permission denied";
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "web/a=- web/b=-");
	assert_string_equal(unit_codes(unit), "assignments-record");
}

static void test_shortage(void **state)
{
	struct unit *unit = *state;
	struct world world;
	struct plan plan;

	make_world(&world, 1, 4);
	observed_vf_add_holder(&unit->arena, &world.vfs[0][3], HOLDER_PROCESS, "dpdk");
	assign(unit, &world,
	       PFS "vms: {web: {interfaces: {a: {pool: fast}, b: {pool: fast}}}}\n",
	       &plan);
	assert_string_equal(words(unit, &plan), "web/a=pf0/2 web/b=-");
	assert_string_equal(unit_codes(unit), "pool-empty");
	assert_string_equal(unit->diags.first->hint,
			    "of its 2 VFs 1 is assigned, 1 in use by others, and 0 in "
			    "libvirt's XML of other VMs; a PF of the pool is not there; "
			    "vfstate show lists the users");
}

/* In a run for one PF, what is on the other one is left alone. */
static void test_one_pf(void **state)
{
	static const char *const vms = PFS
		"vms: {web: {interfaces: {a: {pool: fast}, b: {pool: fast}, c: {pool: "
		"fast}}}}\n";
	struct unit *unit = *state;
	const struct desired *desired;
	struct world world;
	struct plan plan;

	make_world(&world, 2, 4);
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "web/a=pf0/2 web/b=pf0/3 web/c=pf1/0");
	record(&world, &plan);
	desired = unit_desired(unit, vms);
	desired = desired_select_pf(&unit->arena, desired, &desired->pfs[1]);
	world.host.pfs++;
	world.host.n_pfs--;
	plan = (struct plan){.host = &world.host};
	assign_vfs(&unit->arena, &unit->diags, desired, &plan);
	assert_string_equal(words(unit, &plan), "web/a=- web/b=- web/c=pf1/0");
	assert_string_equal(unit_codes(unit), "");
	assert_int_equal(plan.n_assignments, 3);
}

/* VFs that do not exist yet, as at boot, are in libvirt's XML too. */
static void test_before_vfs_exist(void **state)
{
	static const char *const vms =
		"version: 1\npfs: {pf0: {match: {mac: '02:00:00:00:00:00'}, numvfs: 4}}\n"
		"pools: {fast: {vfs: pf0}}\n"
		"vms: {v1: {interfaces: {a: {pool: fast}}}, v2: {interfaces: {a: {pool: "
		"fast}}}}\n";
	struct unit *unit = *state;
	struct world world;
	struct plan plan;

	make_world(&world, 1, 0);
	world.pfs[0].vf_offset = UNIT_NUMBER(0x80);
	world.pfs[0].vf_stride = UNIT_NUMBER(2);
	world.vfs[0][0].pci = (struct pci_address){.bus = 1, .device = 0x10};
	world.vfs[0][3].pci =
		(struct pci_address){.bus = 1, .device = 0x10, .function = 6};
	add_device(&world, 0, 0, "byhand", NULL);
	add_device(&world, 0, 3, "v1", "ua-vfstate-a");
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "v1/a=pf0/3 v2/a=pf0/1");
	/* Without an offset any VF may be libvirt's. */
	world.pfs[0].vf_offset = UNIT_NUMBER(0);
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "v1/a=- v2/a=-");
	assert_string_equal(unit_codes(unit), "pool-empty pool-empty");
	diags_init(&unit->diags, &unit->arena);
	world.pfs[0].vf_offset = UNIT_NUMBER(0x80);
	/* Any VF may be that of a VM that cannot be read. */
	world.host.domains_unread = "/etc/libvirt/qemu/x.xml: Permission denied";
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "v1/a=pf0/3 v2/a=-");
	assert_string_equal(unit_codes(unit), "not-assigned");
}

/* A PF whose address cannot be read this time, and two with one address. */
static void test_identity(void **state)
{
	static const char *const vms =
		"version: 1\npfs: {pf0: {match: {pci: '0000:01:00.0'}}, pf1: {match: "
		"{pci: "
		"'0000:02:00.0'}}}\npools: {fast: {vfs: [pf0, pf1]}}\n"
		"vms: {%s: {interfaces: {a: {pool: fast}}}, v2: {interfaces: {a: {pool: "
		"fast}}}}\n";
	struct unit *unit = *state;
	struct arena *arena = &unit->arena;
	struct world world;
	struct plan plan;

	make_world(&world, 2, 2);
	assign(unit, &world, arena_printf(arena, vms, "v1"), &plan);
	assert_string_equal(words(unit, &plan), "v1/a=pf0/0 v2/a=pf0/1");
	record(&world, &plan);
	world.pfs[0].permanent_mac.set = false;
	assign(unit, &world, arena_printf(arena, vms, "v3"), &plan);
	assert_string_equal(words(unit, &plan), "v3/a=pf0/0 v2/a=pf0/1");
	world.pfs[0].permanent_mac = world.pfs[1].permanent_mac;
	record(&world, &plan);
	assign(unit, &world, arena_printf(arena, vms, "v3"), &plan);
	assert_string_equal(words(unit, &plan), "v3/a=pf0/0 v2/a=pf0/1");
	assert_int_equal(plan.n_assigns, 0);
	assert_string_equal(unit_codes(unit), "");
}

/* What a VM uses that has lost its VF, or its record, is left as it is. */
static void test_left_alone(void **state)
{
	static const char *const vms =
		"version: 1\npfs: {pf0: {match: {mac: '02:00:00:00:00:00'}, vf_defaults: "
		"{trust: on}}}\npools: {fast: {vfs: pf0}}\n"
		"vms: {v1: {interfaces: {a: {pool: fast}}}, v2: {interfaces: {a: {pool: "
		"fast}}}}\n";
	struct unit *unit = *state;
	const struct desired_pf *pf;
	struct world world;
	struct plan plan;

	make_world(&world, 1, 4);
	assign(unit, &world, vms, &plan);
	record(&world, &plan);
	/* A VM that nobody knows may be this one under another name, but not for libvirt.
	 */
	observed_vf_add_holder(&unit->arena, &world.vfs[0][0], HOLDER_PROCESS, "x")->vm =
		"x";
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "v1/a=pf0/0 v2/a=pf0/1");
	world.vfs[0][0].holders[0].kind = HOLDER_LIBVIRT;
	assign(unit, &world, vms, &plan);
	assert_string_equal(unit_codes(unit), "assigned-vf-lost");
	pf = &plan.desired->pfs[0];
	assert_false(desired_pf_vf(pf, 0)->attrs[VF_ATTR_TRUST].set);
	assert_true(desired_pf_vf(pf, 1)->attrs[VF_ATTR_TRUST].set);
	assert_true(desired_pf_vf(pf, 3)->attrs[VF_ATTR_TRUST].set);
	diags_init(&unit->diags, &unit->arena);
	/* Without the record, the VM that runs has the VF that it uses. */
	world.host.n_assignments = 0;
	world.vfs[0][0].n_holders = 0;
	observed_vf_add_holder(&unit->arena, &world.vfs[0][2], HOLDER_LIBVIRT, "v1")->vm =
		"v1";
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "v1/a=pf0/2 v2/a=pf0/0");
	world.host.assignments_unread = "assignments.json: Permission denied";
	assign(unit, &world, vms, &plan);
	for (unsigned int i = 0; i < 4; i++)
		assert_false(desired_pf_vf(&plan.desired->pfs[0], i)
				     ->attrs[VF_ATTR_TRUST]
				     .set);
}

/* A running VM with two interfaces whose record is lost: the MAC addresses say which VF
 * is which; without them nothing is chosen. */
static void test_running(void **state)
{
	static const char *const vms =
		"version: 1\npfs: {pf0: {match: {mac: '02:00:00:00:00:00'}}}\n"
		"pools: {fast: {vfs: pf0}}\n"
		"vms: {db: {interfaces: {a: {pool: fast, mac: '52:54:00:00:00:0a'}, b: "
		"{pool: fast}}}}\n";
	struct unit *unit = *state;
	struct world world;
	struct plan plan;

	make_world(&world, 1, 4);
	for (size_t i = 2; i < 4; i++)
		observed_vf_add_holder(&unit->arena, &world.vfs[0][i], HOLDER_LIBVIRT,
				       "db")
			->vm = "db";
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "db/a=- db/b=-");
	assert_string_equal(unit_codes(unit), "not-assigned not-assigned");
	diags_init(&unit->diags, &unit->arena);
	world.vfs[0][3].attrs[VF_ATTR_MAC] = UNIT_MAC(0x52, 0x54, 0, 0, 0, 0x0a);
	assign(unit, &world, vms, &plan);
	/* The other one is the only one that is left. */
	assert_string_equal(words(unit, &plan), "db/a=pf0/3 db/b=pf0/2");
	assert_string_equal(unit_codes(unit), "");
}

/* In a run for one PF, or while one cannot be read, a PF in another slot is not taken for
 * the recorded one. */
static void test_moved(void **state)
{
	static const char *const vms =
		"version: 1\npfs: {pf0: {match: {pci: '0000:01:00.0'}}, pf1: {match: "
		"{pci: "
		"'0000:02:00.0'}}}\npools: {fast: {vfs: [pf0, pf1]}}\n"
		"vms: {v1: {interfaces: {a: {pool: fast}}}}\n";
	struct unit *unit = *state;
	const struct desired *desired;
	struct observed_pf unread;
	struct world world;
	struct plan plan;

	make_world(&world, 2, 2);
	world.pfs[1].permanent_mac = world.pfs[0].permanent_mac;
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "v1/a=pf0/0");
	record(&world, &plan);
	unread = world.pfs[0];
	world.host.pfs++;
	world.host.n_pfs--;
	desired = unit_desired(unit, vms);
	plan = (struct plan){.host = &world.host};
	assign_vfs(&unit->arena, &unit->diags,
		   desired_select_pf(&unit->arena, desired, &desired->pfs[1]), &plan);
	assert_string_equal(words(unit, &plan), "v1/a=-");
	world.host.unread = &unread;
	world.host.n_unread = 1;
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "v1/a=-");
	assert_string_equal(unit_codes(unit), "");
	/* Once it is known that there is no other, the card has moved. */
	world.host.n_unread = 0;
	assign(unit, &world, vms, &plan);
	assert_string_equal(words(unit, &plan), "v1/a=pf1/0");
}

/* A record that cannot be written keeps what it has. */
static void test_frozen(void **state)
{
	static const char *const vms = PFS
		"vms: {%s: {interfaces: {a: {pool: fast}}}, v2: {interfaces: {a: {pool: "
		"fast}}}}\n";
	struct unit *unit = *state;
	struct world world;
	struct plan plan;

	make_world(&world, 2, 4);
	assign(unit, &world, arena_printf(&unit->arena, vms, "v1"), &plan);
	record(&world, &plan);
	world.host.record_frozen = "Read-only file system";
	assign(unit, &world, arena_printf(&unit->arena, vms, "v3"), &plan);
	assert_string_equal(words(unit, &plan), "v3/a=- v2/a=pf0/3");
	assert_string_equal(unit_codes(unit), "assignments-record");
	assert_int_equal(plan.n_assigns, 0);
	assert_int_equal(plan.n_assignments, 2);
}

/* What only shows with the VF. */
static void test_merged(void **state)
{
	struct unit *unit = *state;
	struct world world;
	struct plan plan;

	make_world(&world, 1, 4);
	assign(unit, &world,
	       "version: 1\npfs: {pf0: {match: {mac: '02:00:00:00:00:00'}, vf_defaults: "
	       "{vlan: {id: 5, qos: 3}, max_tx_rate: 100}, vfs: {0: {mac: "
	       "'52:54:00:00:00:01'}}}}\npools: {fast: {vfs: pf0/1-3}}\n"
	       "vms: {v1: {interfaces: {a: {pool: fast, type: interface}, b: {pool: "
	       "fast, "
	       "min_tx_rate: 500}, c: {pool: fast, mac: '52:54:00:00:00:01'}}}}\n",
	       &plan);
	assert_string_equal(unit_codes(unit), "same-mac libvirt-vlan min-above-max");
}

static unsigned int roll(unsigned int *seed, unsigned int n)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 16) % n;
}

/* A configuration of `n_pfs` PFs in two pools; `order` permutes what may come in any
 * order. */
static const char *random_text(struct unit *unit, size_t n_pfs, unsigned int vms,
			       unsigned int order)
{
	const char *pfs = "", *text = "", *all = "[";

	for (size_t i = 1; i < n_pfs; i++)
		all = arena_printf(&unit->arena, "%s%s%zu%s", all,
				   order ? "renamed" : "pf", i,
				   i + 1 < n_pfs ? ", " : "]");
	for (size_t k = 0; k < n_pfs; k++) {
		size_t i = order ? n_pfs - 1 - k : k;

		pfs = arena_printf(&unit->arena,
				   "%s%s%s%zu: {match: {mac: '02:00:00:00:00:0%zu'}}",
				   pfs, k ? ", " : "", order ? "renamed" : "pf", i, i);
	}
	for (unsigned int k = 0; k < VMS_MAX; k++) {
		unsigned int i = order ? VMS_MAX - 1 - k : k;

		if (vms & 1u << i)
			text = arena_printf(&unit->arena,
					    "%svm%u: {interfaces: {a: {pool: %s}}}, ",
					    text, i, i % 3 ? "all" : "first");
	}
	return arena_printf(
		&unit->arena,
		"version: 1\npfs: {%s}\npools: {first: {vfs: %s0}, all: {vfs: "
		"%s}}\nvms: {%s}\n",
		pfs, order ? "renamed" : "pf", all, text);
}

/* Users come and go, and so do entries of libvirt. */
static void shake(struct unit *unit, struct world *world, unsigned int *seed)
{
	world->host.n_vm_devices = 0;
	for (size_t i = 0; i < world->host.n_pfs; i++) {
		for (size_t j = 0; j < world->pfs[i].n_vfs; j++) {
			struct observed_vf *vf = &world->vfs[i][j];

			vf->n_holders = 0;
			if (roll(seed, 4) == 0)
				observed_vf_add_holder(&unit->arena, vf, HOLDER_PROCESS,
						       "qemu")
					->vm = roll(seed, 2) ? "vm1" : NULL;
			if (roll(seed, 8) == 0)
				add_device(world, i, (unsigned int)j, "byhand", NULL);
		}
	}
}

static bool was_chosen(const struct plan *plan, const struct desired_binding *binding)
{
	for (size_t i = 0; i < plan->n_assigns; i++) {
		if (plan->assigns[i].kind == ASSIGN_CHOSEN &&
		    strcmp(plan->assigns[i].vm, binding->vm) == 0)
			return true;
	}
	return false;
}

static void check(struct unit *unit, const struct world *world, const struct plan *plan,
		  unsigned int seed)
{
	const struct desired *desired = plan->desired;
	size_t n_without = 0;

	for (size_t i = 0; i < desired->n_bindings; i++) {
		const struct desired_binding *one = &desired->bindings[i];
		const struct observed_pf *pf = NULL;

		n_without += !one->pf;
		for (size_t j = 0; one->pf && j < i; j++) {
			if (desired->bindings[j].pf == one->pf &&
			    desired->bindings[j].vf == one->vf)
				fail_msg("seed %u: %s and %s have one VF", seed, one->vm,
					 desired->bindings[j].vm);
		}
		for (size_t j = 0; one->pf && j < world->host.n_pfs; j++) {
			if (pf_match_holds(&one->pf->match, &world->pfs[j]))
				pf = &world->pfs[j];
		}
		if (one->pf && was_chosen(plan, one) &&
		    (pf->vfs[one->vf].n_holders > 0 ||
		     observed_find_vm_device(&world->host, pf->vfs[one->vf].pci)))
			fail_msg("seed %u: %s gets a VF that is held", seed, one->vm);
		for (size_t j = 0; one->pf && j < world->host.n_assignments; j++) {
			const struct assignment *was = &world->host.assignments[j];

			if (strcmp(was->vm, one->vm) == 0 &&
			    (was->vf != one->vf || !assignment_may_be_of_pf(was, pf)))
				fail_msg("seed %u: %s has moved", seed, one->vm);
		}
	}
	UNIT_EXPECT(unit->diags.n_errors, n_without, "seed %u: errors", seed);
}

/* No VF is given twice, none that is held, and no assignment moves when files are
 * reordered, PFs renamed, renumbered or added. */
static void test_random(void **state)
{
	struct unit *unit = *state;

	for (unsigned int seed = 1; seed <= 3000; seed++) {
		unsigned int dice = seed, vms = 0;
		size_t n_pfs = 2 + roll(&dice, 2);
		struct world world;
		struct plan plan = {0};

		arena_done(&unit->arena);
		arena_init(&unit->arena);
		make_world(&world, n_pfs, 1 + roll(&dice, VFS_MAX));
		for (unsigned int step = 0; step < 5; step++) {
			unsigned int order = roll(&dice, 2);

			diags_init(&unit->diags, &unit->arena);
			vms ^= roll(&dice, 1 << VMS_MAX) & roll(&dice, 1 << VMS_MAX);
			shake(unit, &world, &dice);
			for (size_t i = 0; i < n_pfs; i++)
				world.pfs[i].pci.bus = (uint8_t)(roll(&dice, 50) * 4 + i);
			assign(unit, &world, random_text(unit, n_pfs, vms, order), &plan);
			check(unit, &world, &plan, seed);
			/* A run that is killed here, and the next one. */
			record(&world, &plan);
			diags_init(&unit->diags, &unit->arena);
			assign(unit, &world, random_text(unit, n_pfs, vms, !order),
			       &plan);
			UNIT_EXPECT(plan.n_assigns, 0, "seed %u: changes", seed);
			check(unit, &world, &plan, seed);
			if (n_pfs == 3 && roll(&dice, 3) == 0)
				world.host.n_pfs = ++n_pfs;
			if (n_pfs == 4 && world.pfs[3].n_vfs == 0)
				world.pfs[3] = (struct observed_pf){
					.has_pci = true,
					.permanent_mac = UNIT_MAC(2, 0, 0, 0, 0, 3),
					.driver = "igb",
					.netdev = "up",
					.attrs[PF_ATTR_NUMVFS] = UNIT_NUMBER(3),
					.vfs = world.vfs[3],
					.n_vfs = 3};
		}
	}
}

UNIT_GROUP(assign, UNIT_TEST(test_choice), UNIT_TEST(test_lost), UNIT_TEST(test_freed),
	   UNIT_TEST(test_lost_record), UNIT_TEST(test_shortage), UNIT_TEST(test_one_pf),
	   UNIT_TEST(test_before_vfs_exist), UNIT_TEST(test_identity),
	   UNIT_TEST(test_left_alone), UNIT_TEST(test_running), UNIT_TEST(test_moved),
	   UNIT_TEST(test_frozen), UNIT_TEST(test_merged), UNIT_TEST(test_random))
