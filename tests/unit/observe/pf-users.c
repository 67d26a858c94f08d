/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/pf-users.h"

#include "fake-kernel.h"
#include "model/in-use-pf.h"
#include "observe/observe.h"
#include "unit.h"

/* Who is told to use a PF that a configuration is about. */
static const char *users_of(struct unit *unit, struct fake_kernel *fake, const char *yaml)
{
	struct kernel kernel = fake_kernel_of(fake);
	const struct desired *desired = yaml ? unit_desired(unit, yaml) : NULL;
	const struct observed *observed =
		observe(&kernel, &unit->arena, &unit->diags, NULL, desired);

	assert_string_equal(unit_codes(unit), "");
	return in_use_pf_by(&unit->arena, &observed->pfs[0], DISRUPTION_BLINK);
}

static void test_who_uses_it(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	fake.pfs[0].link = true;
	assert_null(users_of(unit, &fake, NULL));
	fake.pfs[0].has_address = true;
	assert_string_equal(users_of(unit, &fake, NULL), "in use: the address 192.0.2.9");
	fake.pfs[0].has_default_route = true;
	fake.pfs[0].has_upper = true;
	assert_string_equal(
		users_of(unit, &fake, NULL),
		"in use: the bridge br0, the address 192.0.2.9, the default route");
	fake.pfs[0].has_foreign_upper = true;
	assert_string_equal(
		users_of(unit, &fake, NULL),
		"in use: the bridge br0, the macvlan eth0 in another network namespace, "
		"of a "
		"process (pid 4711), the address 192.0.2.9, the default route");
	fake_kernel_init(&fake, 1, &kernel);
	fake.pfs[0].link = true;
	fake.pfs[0].has_tunnel = true;
	assert_string_equal(users_of(unit, &fake, NULL), "in use: the gre gre0");
	fake.pfs[0].has_xdp = true;
	assert_string_equal(users_of(unit, &fake, NULL),
			    "in use: an XDP program, the gre gre0");
	fake_kernel_init(&fake, 1, &kernel);
	fake_kernel_add_file(&fake, "/proc/net/packet",
			     "sk RefCnt Type Proto  Iface R Rmem   User   Inode\n"
			     "0 3 3 0003 2 1 0 0 77\n");
	assert_null(users_of(unit, &fake, NULL));
}

/* Another network namespace has its netdev. */
static void test_moved(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed_pf pf;
	const char *by;

	fake_kernel_init(&fake, 2, &kernel);
	fake.pfs[0].netdev[0] = '\0';
	assert_null(users_of(unit, &fake, NULL));
	fake.pfs[0].is_moved = true;
	by = users_of(unit, &fake,
		      "version: 1\npfs:\n  p0: {match: {pci: '0000:01:00.0'}, numvfs: "
		      "3}\n");
	assert_string_equal(
		by, "in use: its interface moved in another network namespace, of a "
		    "process (pid 4711)");
	pf = observe(&kernel, &unit->arena, &unit->diags, NULL, NULL)->pfs[0];
	assert_string_equal(
		in_use_pf_refuses(&unit->arena, &pf,
				  &(struct change){.takes = DISRUPTION_BLINK},
				  DISRUPTION_REFUSED),
		"0000:01:00.0 is in use: its interface moved in another network "
		"namespace, of a process (pid 4711); its link would blink for 1 to 3 s, "
		"or 30 s where the switch runs STP");
}

/* An address that the kernel itself made counts where the host has no other way out. */
static void test_autoconf(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 2, &kernel);
	fake.pfs[0].link = fake.pfs[1].link = true;
	fake.pfs[0].has_autoconf = true;
	assert_string_equal(users_of(unit, &fake, NULL),
			    "in use: the address 2001:db8::2, the IPv6 default route");
	fake.other_route = FAKE_ROUTE_ELSE;
	assert_null(users_of(unit, &fake, NULL));
	fake.other_route = FAKE_ROUTE_NONE;
	fake.pfs[1].has_autoconf = true;
	assert_null(users_of(unit, &fake, NULL));
}

/* A port of its own for each netdev, and every reset of the device meets them all. */
static void test_second_netdev(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;

	fake_kernel_init(&fake, 1, &kernel);
	strcpy(fake.pfs[0].second_netdev, "enp1s0d1");
	assert_null(users_of(unit, &fake, NULL));
	fake.pfs[0].second_has_address = true;
	assert_string_equal(users_of(unit, &fake, NULL),
			    "in use: the address 192.0.2.10 on enp1s0d1");
	/* Of a PF that is down itself, too, where a plan asks. */
	assert_non_null(users_of(unit, &fake,
				 "version: 1\npfs:\n  p0: {match: {pci: "
				 "'0000:01:00.0'}, numvfs: 3}\n"));
	fake.pfs[0].link = fake.pfs[0].has_address = true;
	fake.pfs[0].second_has_default_route = true;
	assert_string_equal(users_of(unit, &fake, NULL),
			    "in use: the address 192.0.2.9, the address 192.0.2.10 on "
			    "enp1s0d1, the default route on enp1s0d1");
}

/* Nobody is asked where nothing takes the link away. */
static void test_only_where_it_matters(void **state)
{
	static const struct {
		const char *keys;
		bool matters;
	} cases[] = {
		{"vfs: {0: {vlan: 7}}", false},
		{"numvfs: 2", false},
		{"numvfs: 3", true},
		{"numvfs: max", true},
		{"link: down", true},
		{"link: up", false},
		{"mtu: 1500", false},
		{"mtu: 9000", true},
		{"eswitch: {mode: legacy}", true},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *yaml = arena_printf(&unit->arena,
						"version: 1\npfs:\n  p0: {match: "
						"{pci: '0000:01:00.0'}, %s}\n",
						cases[i].keys);
		struct fake_kernel fake;
		struct kernel kernel;

		fake_kernel_init(&fake, 1, &kernel);
		fake_kernel_add_vfs(&fake, 0, 2);
		fake.pfs[0].link = true;
		fake.pfs[0].has_address = true;
		if (!!users_of(unit, &fake, yaml) != cases[i].matters)
			fail_msg("%s", cases[i].keys);
	}
}

/* What cannot be read is not nobody, whichever of the reads it is. */
static void test_unread(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;
	struct kernel kernel;
	struct observed_pf pf = {.netdev = "enp1s0"};
	size_t n_reads;

	fake_kernel_init(&fake, 1, &kernel);
	pf.ifindex = fake.pfs[0].ifindex;
	pf.attrs[PF_ATTR_LINK] = (struct field){.set = true, .value.on = true};
	fake.n_operations = 0;
	pf_users_observe(&kernel, &unit->arena, &(struct netns_uppers){0}, &pf);
	n_reads = fake.n_operations;
	assert_int_equal(n_reads, 15);
	assert_int_equal(pf.n_holders, 0);
	for (fake.fault_at = 1; fake.fault_at <= n_reads; fake.fault_at++) {
		fake.fault = FAULT_ONCE;
		fake.fault_error = EIO;
		fake.n_operations = 0;
		pf_users_observe(&kernel, &unit->arena, &(struct netns_uppers){0}, &pf);
		assert_int_equal(pf.n_holders, 1);
		assert_int_equal(pf.holders[0].kind, HOLDER_UNKNOWN);
		assert_non_null(strstr(pf.holders[0].who, "cannot be read"));
		assert_string_equal(in_use_pf_by(&unit->arena, &pf, DISRUPTION_BLINK),
				    arena_printf(&unit->arena, "may be in use: %s",
						 pf.holders[0].who));
	}
	/* Neither its number, nor with it whether it is up. */
	pf.ifindex = 0;
	pf_users_observe(&kernel, &unit->arena, &(struct netns_uppers){0}, &pf);
	assert_non_null(in_use_pf_refuses(&unit->arena, &pf,
					  &(struct change){.takes = DISRUPTION_BLINK},
					  DISRUPTION_REFUSED));
	pf.ifindex = 2;
	pf.attrs[PF_ATTR_LINK] = (struct field){.set = true, .value.on = false};
	assert_null(in_use_pf_refuses(&unit->arena, &pf,
				      &(struct change){.takes = DISRUPTION_BLINK},
				      DISRUPTION_REFUSED));
}

UNIT_GROUP(pf_users, UNIT_TEST(test_moved), UNIT_TEST(test_who_uses_it),
	   UNIT_TEST(test_autoconf), UNIT_TEST(test_second_netdev),
	   UNIT_TEST(test_only_where_it_matters), UNIT_TEST(test_unread))
