/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "run-state/saved-vfs.h"

#include <stdio.h>
#include <sys/stat.h>

#include "fake-kernel.h"
#include "support/atomic-file.h"
#include "unit.h"

static const char file[] = "vfs.0000-01-00.0";

struct host {
	struct unit *unit;
	struct fake_kernel fake;
	struct kernel kernel;
	struct root run;
	struct pci_address pf;
	struct saved_vfs saved; /* of two of three VFs */
	struct saved_vf vfs[2];
};

static void init_host(struct host *host, void **state)
{
	*host = (struct host){.unit = *state};
	fake_kernel_init(&host->fake, 2, &host->kernel);
	assert_int_equal(root_open(unit_dir(*state), &host->run), 0);
	host->pf = host->fake.pfs[0].pci;
	host->saved = (struct saved_vfs){3, host->vfs, 2};
	host->vfs[0].attrs[VF_ATTR_TRUST] = (struct field){.set = true, .value.on = true};
	host->vfs[1].index = 2;
	host->vfs[1].attrs[VF_ATTR_VLAN] = (struct field){
		.set = true, .value.vlan = {.id = 300, .qos = 2, .proto = VLAN_8021AD}};
}

static void save(struct host *host, enum saved_vfs_step step, int numvfs)
{
	assert_int_equal(saved_vfs_write(&host->kernel, &host->unit->arena, &host->run,
					 host->pf, &host->saved, step, numvfs),
			 0);
}

/* What is read of the first PF, or another one. */
static const struct saved_vfs *read_of(struct host *host, size_t pf)
{
	return saved_vfs_read(&host->kernel, &host->unit->arena, &host->unit->diags,
			      &host->run, host->fake.pfs[pf].pci,
			      host->fake.pfs[pf].numvfs);
}

static bool is_there(struct host *host)
{
	return faccessat(host->run.fd, file, F_OK, 0) == 0;
}

/* A value of every attribute comes back. */
static void test_round_trip(void **state)
{
	static const struct value values[VF_KEY_COUNT] = {
		[VF_ATTR_MAC] = {.mac = {{0x52, 0x54, 0, 0x21, 0, 1}}},
		[VF_ATTR_VLAN] = {.vlan = {.id = 4094, .qos = 7, .proto = VLAN_8021Q}},
		[VF_ATTR_MIN_TX_RATE] = {.number = 100},
		[VF_ATTR_MAX_TX_RATE] = {.number = INT32_MAX},
		[VF_ATTR_SPOOFCHK] = {.on = false},
		[VF_ATTR_LINK_STATE] = {.link_state = VF_LINK_DISABLE},
		[VF_ATTR_QUERY_RSS] = {.on = true},
		[VF_ATTR_TRUST] = {.on = true},
		[VF_ATTR_NODE_GUID] = {.guid = {{1, 2, 3, 4, 5, 6, 7, 8}}},
		[VF_ATTR_PORT_GUID] = {.guid = {{8, 7, 6, 5, 4, 3, 2, 1}}},
		[VF_ATTR_DRIVER] = {.text = "vfio-pci"},
		[VF_ATTR_MSIX_VECTORS] = {.number = 12},
		[VF_ATTR_MTU] = {.number = 9000},
		[VF_ATTR_LINK] = {.on = true},
	};
	const struct saved_vfs *read;
	struct host host;
	struct stat st;

	init_host(&host, state);
	for (int attr = 0; attr < VF_KEY_COUNT; attr++)
		host.vfs[1].attrs[attr] =
			(struct field){.set = true, .value = values[attr]};
	save(&host, SAVED_VFS_REMOVING, 0);
	assert_int_equal(fstatat(host.run.fd, file, &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	read = read_of(&host, 0);
	assert_non_null(read);
	assert_int_equal(read->numvfs, 3);
	assert_int_equal(read->n_vfs, 2);
	assert_int_equal(read->vfs[0].index, 0);
	assert_false(read->vfs[0].attrs[VF_ATTR_VLAN].set);
	assert_int_equal(read->vfs[1].index, 2);
	for (int attr = 0; attr < VF_KEY_COUNT; attr++) {
		assert_true(read->vfs[1].attrs[attr].set);
		assert_true(value_is_equal(vf_attr_info[attr].kind,
					   read->vfs[1].attrs[attr].value, values[attr]));
	}
	assert_null(read_of(&host, 1));
	/* Only the number of VFs, of a device whose VFs have no attributes. */
	host.saved.n_vfs = 0;
	save(&host, SAVED_VFS_REMOVING, 0);
	assert_int_equal(read_of(&host, 0)->numvfs, 3);
	assert_null(saved_vfs_read(&host.kernel, &host.unit->arena, &host.unit->diags,
				   NULL, host.pf, 0));
	assert_string_equal(unit_codes(host.unit), "");
	root_done(&host.run);
}

/* Values are for the VFs that vfstate makes, and for no others. */
static void test_whose_vfs(void **state)
{
	struct host host;

	init_host(&host, state);
	save(&host, SAVED_VFS_REMOVING, 0);
	assert_non_null(read_of(&host, 0));
	/* The VFs were not removed, or somebody has made others. */
	fake_kernel_add_vfs(&host.fake, 0, 3);
	assert_null(read_of(&host, 0));
	/* They were about to be made. */
	save(&host, SAVED_VFS_CREATING, 3);
	assert_non_null(read_of(&host, 0));
	save(&host, SAVED_VFS_CREATING, 5);
	assert_null(read_of(&host, 0));
	save(&host, SAVED_VFS_CREATED, 0);
	assert_non_null(read_of(&host, 0));
	assert_int_equal(kernel_write(&host.kernel, "0",
				      "bus/pci/devices/0000:01:00.0/sriov_numvfs"),
			 0);
	assert_null(read_of(&host, 0));
	fake_kernel_add_vfs(&host.fake, 0, 3);
	assert_null(read_of(&host, 0));
	assert_string_equal(unit_codes(host.unit), "");
	root_done(&host.run);
}

/* Nor of another boot, nor of another card in the same slot. */
static void test_which_pf(void **state)
{
	struct host host;

	init_host(&host, state);
	save(&host, SAVED_VFS_REMOVING, 0);
	host.fake.boot++;
	assert_null(read_of(&host, 0));
	host.fake.boot--;
	host.fake.pfs[0].device++;
	assert_null(read_of(&host, 0));
	host.fake.pfs[0].device--;
	assert_non_null(read_of(&host, 0));
	assert_int_equal(renameat(host.run.fd, file, host.run.fd, "vfs.0000-02-00.0"), 0);
	host.fake.pfs[1].device = 1;
	assert_null(read_of(&host, 1));
	assert_string_equal(unit_codes(host.unit), "");
	root_done(&host.run);
}

static void test_void_is_removed(void **state)
{
	struct host host;

	init_host(&host, state);
	save(&host, SAVED_VFS_REMOVING, 0);
	saved_vfs_remove_void(&host.kernel, &host.run, host.pf);
	assert_true(is_there(&host));
	fake_kernel_add_vfs(&host.fake, 0, 3);
	/* An error is no answer. */
	host.fake.fault = FAULT_ALWAYS;
	host.fake.fault_error = EIO;
	strcpy(host.fake.fault_like, "identity bus/pci/devices/0000:01:00.0");
	saved_vfs_remove_void(&host.kernel, &host.run, host.pf);
	assert_true(is_there(&host));
	assert_null(read_of(&host, 0));
	assert_string_equal(unit_codes(host.unit), "saved-vfs");
	host.fake.fault = FAULT_NONE;
	saved_vfs_remove_void(&host.kernel, &host.run, host.pf);
	assert_false(is_there(&host));
	root_done(&host.run);
}

static void test_damaged(void **state)
{
	static const char *const texts[] = {
		"",
		"{",
		"boot: a\ndevice: b\n",
		"boot: a\ndevice: b\nsaved: {numvfs: 3}\n",
		"boot: a\ndevice: b\nsaved: {numvfs: 3, vfs: x}\n",
		"boot: a\ndevice: b\nsaved: {numvfs: -1, vfs: []}\n",
		"boot: a\ndevice: b\nsaved: {numvfs: 3, vfs: [{vlan: 1}]}\n",
		"boot: a\ndevice: b\nsaved: {numvfs: 3, vfs: [{index: 1}, {index: 1}]}\n",
		"boot: a\ndevice: b\nsaved: {numvfs: 3, vfs: [{index: 1, mac: x}]}\n",
	};
	struct host host;

	init_host(&host, state);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		diags_init(&host.unit->diags, &host.unit->arena);
		assert_true(atomic_file_write(host.run.fd, file, texts[i],
					      strlen(texts[i])) >= 0);
		assert_null(read_of(&host, 0));
		assert_string_equal(unit_codes(host.unit), "saved-vfs");
		assert_int_equal(host.unit->diags.n_errors, 0);
		saved_vfs_remove_void(&host.kernel, &host.run, host.pf);
		assert_false(is_there(&host));
	}
	root_done(&host.run);
}

UNIT_GROUP(saved_vfs, UNIT_TEST(test_round_trip), UNIT_TEST(test_whose_vfs),
	   UNIT_TEST(test_which_pf), UNIT_TEST(test_void_is_removed),
	   UNIT_TEST(test_damaged))
