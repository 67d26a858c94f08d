/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "snapshot/snapshot.h"

#include <limits.h>
#include <stdio.h>

#include "fake-kernel.h"
#include "observe/observe.h"
#include "report/report.h"
#include "unit.h"

static const struct observed *read_text(struct unit *unit, const char *text)
{
	const char *path = arena_printf(&unit->arena, "%s/state.json",
					unit->dir[0] ? unit->dir : unit_dir(unit));
	FILE *file = fopen(path, "w");

	fputs(text, file);
	fclose(file);
	diags_init(&unit->diags, &unit->arena);
	return snapshot_read(&unit->arena, &unit->diags, path);
}

static const char *write_text(struct unit *unit, const struct observed *observed)
{
	char *text = NULL, *copy;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);
	struct report report = {.out = file, .err = file, .json = true};

	report_inventory(&report, observed);
	fclose(file);
	copy = arena_strdup(&unit->arena, text);
	free(text);
	return copy;
}

/* What show writes, --state reads: written again it is the same bytes. */
static void test_round_trip(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed *observed;
	const struct observed *again;
	const char *altnames[] = {"enp1s0f0np0", "uplink"};
	struct pf_owner owners[] = {{"udev", "/etc/udev/rules.d/a.rules", 7},
				    {"driverctl", "/etc/driverctl.d/pci-0", 0}};
	const char *text;

	fake_kernel_init(&fake, 2, &kernel);
	fake_kernel_add_vfs(&fake, 0, 3);
	strcpy(fake.pfs[0].vfs[1].override, "vfio-pci");
	observed = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL);
	observed->pfs[0].altnames = altnames;
	observed->pfs[0].n_altnames = 2;
	observed->pfs[0].owners = owners;
	observed->pfs[0].n_owners = ARRAY_SIZE(owners);
	observed->pfs[0].name = "uplink0";
	observed->pfs[0].autoprobe_saved = (struct field){.set = true, .value.on = 1};
	observed->pfs[0].vfs[2].vm = "web01";
	observed->pfs[0].vfs[2].interface = "net0";
	observed->pfs[0].vfs[0].attrs[VF_ATTR_VLAN].value.vlan =
		(struct vlan){.id = 5, .qos = 2, .proto = VLAN_8021AD};
	text = write_text(unit, observed);
	again = read_text(unit, text);
	assert_string_equal(unit_codes(unit), "");
	assert_string_equal(write_text(unit, again), text);
	assert_string_equal(again->pfs[0].vfs[1].driver_override, "vfio-pci");
	assert_int_equal(again->pfs[0].owners[0].line, 7);
	assert_int_equal(again->pfs[0].owners[1].line, 0);
	assert_true(field_is_on(&again->pfs[0].autoprobe_saved));
	assert_false(again->pfs[1].autoprobe_saved.set);
}

static uint64_t random_state;

static uint32_t any(uint32_t n)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random_state >> 33) % n;
}

/* Names as nobody should give them, and as the kernel takes them. */
static const char *any_text(bool or_none)
{
	static const char *const texts[] = {
		"ens1f0",
		"",
		"null",
		"~",
		"yes",
		"0x10",
		"1:30",
		"- a",
		"#a",
		"a: b",
		"\"'",
		"\\",
		"\\ud83d\\ude00",
		"\\\\u",
		"a\tb\nc\rd",
		"\x01\x1b[2J\x7f",
		"\xc2\x9b\xc2\x85",
		"\xe2\x80\xae\xe2\x80\xa8\xef\xbb\xbf",
		"\xf0\x9f\x98\x80 \xf4\x8f\xbf\xbf",
		"\xef\xbf\xbe\xef\xbf\xbf",
		"\xff\xfe a \xc3",
		"\xed\xa0\xbd\xed\xb8\x80",
		"\xf0\x9f\x98",
	};

	return or_none && any(4) == 0 ? NULL : texts[any(ARRAY_SIZE(texts))];
}

static struct mac_address any_mac(void)
{
	struct mac_address mac;

	for (size_t i = 0; i < sizeof(mac.bytes); i++)
		mac.bytes[i] = (uint8_t)any(256);
	return mac;
}

static struct pci_address any_pci(void)
{
	return (struct pci_address){.domain = any(0x10000),
				    .bus = (uint8_t)any(256),
				    .device = (uint8_t)any(32),
				    .function = (uint8_t)any(8)};
}

static const struct flag two_flags[] = {{.name = "legacy-rx", .on = true},
					{.name = "a name: with #"}};
static const struct flags some_flags[] = {
	{two_flags, 0}, {two_flags, 2}, {two_flags + 1, 1}};

static struct field any_field(enum value_kind kind)
{
	static const uint32_t numbers[] = {0, 1, 0x7fffffff, 0x80000000, UINT32_MAX};
	struct field field = {.set = any(3) > 0};

	switch (kind) {
	case VALUE_BOOL:
	case VALUE_LINK:
		field.value.on = any(2);
		break;
	case VALUE_PCI_ID:
	case VALUE_NUMBER:
	case VALUE_RATE:
		field.value.number = numbers[any(ARRAY_SIZE(numbers))];
		break;
	case VALUE_MAC:
		field.value.mac = any_mac();
		break;
	case VALUE_GUID:
		for (size_t i = 0; i < sizeof(field.value.guid.bytes); i++)
			field.value.guid.bytes[i] = (uint8_t)any(256);
		break;
	case VALUE_VLAN:
		field.value.vlan =
			(struct vlan){.id = (uint16_t)(any(2) ? 4095 : any(0x10000)),
				      .qos = (uint8_t)any(256),
				      .proto = any(2) ? VLAN_8021AD : VLAN_8021Q};
		break;
	case VALUE_LINK_STATE:
		field.value.link_state = (enum vf_link_state)any(3);
		break;
	case VALUE_TEXT:
		field.value.text = any_text(false);
		break;
	case VALUE_FLAGS:
		field.value.flags = &some_flags[any(ARRAY_SIZE(some_flags))];
	}
	return field;
}

static void make_vf(struct arena *arena, struct observed_vf *vf, unsigned int index)
{
	*vf = (struct observed_vf){
		.index = index,
		.has_pci = any(2),
		.pci = any_pci(),
		.attrs[VF_ATTR_DRIVER] = {.set = true, .value.text = any_text(true)},
		.driver_unread = any(2),
		.driver_override = any_text(true),
		.driver_pending = any(2),
		.iommu_group = any_field(VALUE_NUMBER),
		.netdev = any_text(true),
		.attrs[VF_ATTR_LINK] = {.set = true, .value.on = any(2)},
		.attrs[VF_ATTR_MTU] = any_field(VALUE_NUMBER),
		.netdev_mac = any_field(VALUE_MAC),
		.rdma_guid = any_field(VALUE_GUID),
		.netdev_guid = any_field(VALUE_GUID),
		.attrs[VF_ATTR_MSIX_VECTORS] = any_field(VALUE_NUMBER),
		.enable = any_field(VALUE_NUMBER),
		.device_files = any_field(VALUE_NUMBER),
		.reported = any(2),
		.vm = any_text(true),
		.interface = any_text(true),
		.n_holders = any(3),
	};
	vf->holders = arena_calloc(arena, vf->n_holders, sizeof(*vf->holders));
	for (size_t i = 0; i < vf->n_holders; i++)
		vf->holders[i] =
			(struct holder){.kind = (enum holder_kind)any(HOLDER_KIND_COUNT),
					.who = any_text(false),
					.netdev = any_text(true)};
	for (int attr = 0; attr < VF_ATTR_COUNT; attr++)
		vf->attrs[attr] = any_field(vf_attr_info[attr].kind);
}

static void make_pf(struct arena *arena, struct observed_pf *pf)
{
	*pf = (struct observed_pf){
		.has_pci = any(2),
		.pci = any_pci(),
		.name = any_text(true),
		.driver = any_text(true),
		.guid = any_field(VALUE_GUID),
		.mac = any_field(VALUE_MAC),
		.permanent_mac = any_field(VALUE_MAC),
		.attrs[PF_ATTR_LINK] = {.set = true, .value.on = any(2)},
		.carrier = any(2),
		.speed_mbps = any_field(VALUE_NUMBER),
		.is_infiniband = any(2),
		.msix_vectors = any_field(VALUE_NUMBER),
		.totalvfs = {.set = any(2), .value.number = any(0x10000)},
		.attrs[PF_ATTR_AUTOPROBE] = {.set = any(2), .value.on = any(2)},
		.autoprobe_saved = {.set = any(2), .value.on = any(2)},
		.n_altnames = any(3),
		.n_owners = any(3),
		.n_vfs = any(4),
	};
	pf->netdev = any_text(pf->has_pci);
	for (int fact = 0; fact < PF_FACT_COUNT; fact++)
		pf->facts[fact] = (struct field){
			.set = any(2),
			.value.number =
				any(pf_fact_info[fact].max ? pf_fact_info[fact].max + 1
							   : 0x10000)};
	pf->attrs[PF_ATTR_NUMVFS] =
		(struct field){.set = true, .value.number = (int)pf->n_vfs};
	pf->attrs[PF_ATTR_MTU] =
		(struct field){.set = any(2), .value.number = any(70000)};
	for (int attr = PF_ATTR_ESWITCH_FIRST; attr < PF_ATTR_ESWITCH_END; attr++)
		pf->attrs[attr] = (struct field){
			.set = any(2), .value.text = pf_attr_info[attr].words[any(2)]};
	pf->attrs[PF_ATTR_PRIVATE_FLAGS] = any_field(VALUE_FLAGS);
	pf->attrs[PF_ATTR_FEATURES] = any_field(VALUE_FLAGS);
	pf->altnames = arena_calloc(arena, pf->n_altnames, sizeof(*pf->altnames));
	for (size_t i = 0; i < pf->n_altnames; i++)
		pf->altnames[i] = any_text(false);
	pf->owners = arena_calloc(arena, pf->n_owners, sizeof(*pf->owners));
	for (size_t i = 0; i < pf->n_owners; i++)
		pf->owners[i] = (struct pf_owner){.tool = any_text(false),
						  .path = any_text(false),
						  .line = (int)any(3)};
	pf->vfs = arena_calloc(arena, pf->n_vfs, sizeof(*pf->vfs));
	for (size_t i = 0; i < pf->n_vfs; i++)
		make_vf(arena, &pf->vfs[i], (unsigned int)i);
}

static struct observed *make_host(struct arena *arena)
{
	struct observed *observed = arena_alloc(arena, sizeof(*observed));

	*observed = (struct observed){.host = any_text(true),
				      .taken = any_text(true),
				      .kernel = any_text(true),
				      .host_id = any_text(true),
				      .iommu = any(2)};
	observed->n_vfio_drivers = any(3);
	observed->vfio_drivers =
		arena_calloc(arena, observed->n_vfio_drivers, sizeof(char *));
	for (size_t i = 0; i < observed->n_vfio_drivers; i++)
		observed->vfio_drivers[i] = any_text(false);
	observed->n_iommu_devices = any(3);
	observed->iommu_devices = arena_calloc(arena, observed->n_iommu_devices,
					       sizeof(*observed->iommu_devices));
	for (size_t i = 0; i < observed->n_iommu_devices; i++)
		observed->iommu_devices[i] =
			(struct iommu_device){.group = (int)any(1000),
					      .pci = any_pci(),
					      .driver = any_text(true),
					      .driver_unread = any(2)};
	observed->n_pfs = any(3);
	observed->pfs = arena_calloc(arena, observed->n_pfs, sizeof(*observed->pfs));
	for (size_t i = 0; i < observed->n_pfs; i++)
		make_pf(arena, &observed->pfs[i]);
	return observed;
}

enum {
	HOSTS = 300
};

/* Whatever the kernel reports: it is read as it was written, without a word. */
static void test_random_hosts(void **state)
{
	struct unit *unit = *state;

	for (uint64_t seed = 1; seed <= HOSTS; seed++) {
		const struct observed *again;
		const char *text, *text_again;

		random_state = seed;
		text = write_text(unit, make_host(&unit->arena));
		again = read_text(unit, text);
		if (!again || unit->diags.first)
			fail_msg("host %u: [%s] %s\n%s", (unsigned int)seed,
				 unit_codes(unit), unit->diags.first->text, text);
		text_again = write_text(unit, again);
		if (strcmp(text, text_again) != 0)
			fail_msg("host %u: written\n%s and then\n%s", (unsigned int)seed,
				 text, text_again);
	}
}

/* A newer vfstate may write more; each key is told once. */
static void test_unknown_keys(void **state)
{
	struct unit *unit = *state;
	const struct observed *observed = read_text(
		unit, "{\"version\": 1, \"new\": 1, \"pfs\": [{\"netdev\": \"a\", "
		      "\"newer\": {\"b\": 1}, \"numvfs\": 2, \"vfs\": [{\"index\": 0, "
		      "\"newest\": []}, {\"index\": 1, \"newest\": null, \"mac\": "
		      "\"52:54:00:00:00:01\"}]}]}");

	assert_non_null(observed);
	assert_string_equal(unit_codes(unit), "unknown-key unknown-key unknown-key");
	assert_int_equal(unit->diags.n_errors, 0);
	assert_string_equal(unit->diags.first->text, "unknown key 'new' is ignored");
	assert_true(observed->pfs[0].vfs[1].attrs[VF_ATTR_MAC].set);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		const char *codes;
	} faults[] = {
		{"{\"version\": 1, \"pfs\": []}", ""},
		{"{\"version\": 2, \"pfs\": []}", "snapshot"},
		{"{\"pfs\": []}", "missing-key"},
		{"{\"version\": 1}", "missing-key"},
		{"{\"version\": 1, \"pfs\": {}}", "wrong-type"},
		{"{\"version\": 1, \"pfs\": [{\"numvfs\": 0, \"vfs\": []}]}", "snapshot"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 1, \"vfs\": "
		 "[]}]}",
		 "snapshot"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 1, \"vfs\": "
		 "[{\"index\": 1}]}]}",
		 "snapshot"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 0, \"vfs\": "
		 "{}}]}",
		 "wrong-type"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 0, \"vfs\": "
		 "[], "
		 "\"vendor\": \"80\"}]}",
		 "wrong-type"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 0, \"vfs\": "
		 "[], "
		 "\"altnames\": 1}]}",
		 "wrong-type"},
		{"{\"version\": 1, \"pfs\": [{\"netdev\": \"a\", \"numvfs\": 70000, "
		 "\"vfs\": "
		 "[]}]}",
		 "out-of-range"},
		{"{\"version\": 1, \"selection\": \"web01\", \"pfs\": []}", "snapshot"},
		{"[1", "yaml-syntax"},
		/* A configuration. */
		{"{\"version\": 1, \"pfs\": {\"a\": {\"numvfs\": 1}}}", "snapshot"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		const struct observed *observed = read_text(unit, faults[i].text);

		if (strcmp(unit_codes(unit), faults[i].codes) != 0)
			fail_msg("%s: '%s'", faults[i].text, unit_codes(unit));
		assert_int_equal(observed == NULL, faults[i].codes[0] != '\0');
	}
}

static void test_no_file(void **state)
{
	struct unit *unit = *state;

	assert_null(snapshot_read(&unit->arena, &unit->diags, "/nonexistent"));
	assert_string_equal(unit_codes(unit), "unreadable");
}

UNIT_GROUP(snapshot, UNIT_TEST(test_round_trip), UNIT_TEST(test_random_hosts),
	   UNIT_TEST(test_unknown_keys), UNIT_TEST(test_faults), UNIT_TEST(test_no_file))
