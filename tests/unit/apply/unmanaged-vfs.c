/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "apply-host.h"
#include "run-state/unmanaged.h"

static void add_name(void *data, struct pci_address vf)
{
	char text[PCI_ADDRESS_TEXT];

	pci_address_format(vf, text);
	strcat(strcat(data, text + strlen("0000:")), " ");
}

static const char *unmanaged(const struct apply_host *host)
{
	static char text[256];

	text[0] = '\0';
	unmanaged_list(&host->run, add_name, text);
	return text;
}

static void reconcile(struct apply_host *host, const char *config)
{
	apply_host_reconcile_desired(host, unit_desired(host->unit, config));
}

/* A VF that a VM gets, and one for vfio-pci; before their drivers are bound. */
static void test_new_vfs(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.unmanaged = UNMANAGED_ALL;
	reconcile(&host, "version: 1\n"
			 "pfs: {enp1s0: {numvfs: 4, vfs: {2: {driver: vfio-pci}}}}\n"
			 "vms: {web: {interfaces: {net0: {vf: enp1s0/1}}}}\n");
	assert_non_null(strstr(unmanaged(&host), "01:10.2 "));
	assert_non_null(strstr(unmanaged(&host), "01:10.4 "));
	assert_int_equal(strlen(unmanaged(&host)), 2 * strlen("01:10.2 "));
	/* Their interfaces did not exist yet. */
	assert_int_equal(apply_host_find(&host, "uevent"), -1);
	apply_host_done(&host);
}

/* The rules are evaluated again for an interface that exists. */
static void test_existing_vf(void **state)
{
	static const char with_vm[] =
		"version: 1\n"
		"pfs: {enp1s0: {numvfs: 2}}\n"
		"vms: {web: {interfaces: {net0: {vf: enp1s0/1}}}}\n";
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.unmanaged = UNMANAGED_ALL;
	reconcile(&host, "version: 1\npfs: {enp1s0: {numvfs: 2}}\n");
	assert_string_equal(unmanaged(&host), "");
	reconcile(&host, with_vm);
	assert_string_equal(unmanaged(&host), "01:10.2 ");
	assert_true(apply_host_find(&host, "enp1s0v1/uevent") >= 0);
	host.fake.n_log = 0;
	reconcile(&host, with_vm);
	assert_int_equal(apply_host_find(&host, "uevent"), -1);
	reconcile(&host, "version: 1\npfs: {enp1s0: {numvfs: 2}}\n");
	assert_string_equal(unmanaged(&host), "");
	assert_true(apply_host_find(&host, "enp1s0v1/uevent") >= 0);
	apply_host_done(&host);
}

/* NetworkManager would take its addresses away. */
static void test_vf_in_use(void **state)
{
	struct apply_host host;

	apply_host_init(&host, *state, 1);
	host.unmanaged = UNMANAGED_ALL;
	reconcile(&host, "version: 1\npfs: {enp1s0: {numvfs: 2}}\n");
	host.fake.pfs[0].vfs[1].netdev_up = true;
	reconcile(&host, "version: 1\n"
			 "pfs: {enp1s0: {numvfs: 2}}\n"
			 "vms: {web: {interfaces: {net0: {vf: enp1s0/1}}}}\n");
	/* It is the VM's once it is idle, and until then keeps its addresses. */
	assert_string_equal(unmanaged(&host), "01:10.2 ");
	assert_int_equal(apply_host_find(&host, "uevent"), -1);
	apply_host_done(&host);
}

/* Of a PF that is not configured any more: only a run of the whole configuration knows.
 */
static void test_other_pf(void **state)
{
	const struct pci_address other = {.bus = 2, .device = 16};
	struct apply_host host;

	apply_host_init(&host, *state, 2);
	assert_true(unmanaged_add(&host.run, other));
	host.unmanaged = UNMANAGED_OF_PLAN;
	reconcile(&host, "version: 1\npfs: {enp1s0: {numvfs: 2}}\n");
	assert_string_equal(unmanaged(&host), "02:10.0 ");
	host.unmanaged = UNMANAGED_ALL;
	reconcile(&host, "version: 1\npfs: {enp1s0: {numvfs: 2}}\n");
	assert_string_equal(unmanaged(&host), "");
	host.unmanaged = UNMANAGED_AS_BEFORE;
	reconcile(&host, "version: 1\n"
			 "pfs: {enp1s0: {numvfs: 2}}\n"
			 "vms: {web: {interfaces: {net0: {vf: enp1s0/1}}}}\n");
	assert_string_equal(unmanaged(&host), "");
	apply_host_done(&host);
}

UNIT_GROUP(unmanaged_vfs, UNIT_TEST(test_new_vfs), UNIT_TEST(test_existing_vf),
	   UNIT_TEST(test_vf_in_use), UNIT_TEST(test_other_pf))
