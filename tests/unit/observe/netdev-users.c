/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/netdev-users.h"

#include <errno.h>

#include "fake-kernel.h"
#include "model/in-use.h"
#include "observe/observe.h"
#include "unit.h"

static const struct observed_pf *look(struct unit *unit, struct fake_kernel *fake)
{
	struct kernel kernel = fake_kernel_of(fake);

	return &observe(&kernel, &unit->arena, &unit->diags, NULL, NULL)->pfs[0];
}

/* VF 0 of a host with two of them; the other one is idle. */
static const char *user_of_vf(struct unit *unit, struct fake_kernel *fake)
{
	const struct observed_pf *pf = look(unit, fake);

	assert_string_equal(unit_codes(unit), "");
	assert_null(in_use_by(&unit->arena, pf, &pf->vfs[1]));
	return in_use_by(&unit->arena, pf, &pf->vfs[0]);
}

static void init_fake(struct fake_kernel *fake)
{
	struct kernel kernel;

	fake_kernel_init(fake, 1, &kernel);
	fake_kernel_add_vfs(fake, 0, 2);
	/* Process 5 has the socket. */
	fake_kernel_add_file(fake, "/proc/5/comm", "dpdk");
	fake_kernel_add_file(fake, "/proc/5/fd/3", "socket:[77]");
	fake_kernel_add_file(fake, "/proc/6/fd/3", "socket:[78]");
}

static void test_who_uses_it(void **state)
{
	static const struct {
		struct fake_vf vf;
		const char *by; /* NULL: idle */
	} rows[] = {
		{{.netdev_up = false}, NULL},
		{{.has_tunnel = true}, "its netdev enp1s0v0 has on top gre gre0"},
		{{.has_xdp = true}, "its netdev enp1s0v0 has an XDP program"},
		{{.has_xdp_socket = true},
		 "its netdev enp1s0v0 has an XDP socket of dpdk (pid 5)"},
		/* As of lldpd: nothing can come while it is down. */
		{{.has_packet_socket = true}, NULL},
		{{.has_packet_socket = true, .netdev_up = true},
		 "its netdev enp1s0v0 is up, with a packet socket"},
		{{.has_upper = true, .has_xdp = true},
		 "its netdev enp1s0v0 has on top br0, with an XDP program"},
		{{.netdev_up = true, .is_raised = true}, NULL},
		{{.netdev_up = true, .is_raised = true, .has_tunnel = true},
		 "its netdev enp1s0v0 is up, and has on top gre gre0"},
		{{.netdev_up = true, .is_raised = true, .has_foreign_upper = true},
		 "its netdev enp1s0v0 is up, and has on top macvlan eth0 in another "
		 "network namespace, of a process (pid 4711)"},
		{{.netdev_up = true, .is_raised = true, .has_xdp_socket = true},
		 "its netdev enp1s0v0 is up, with an XDP socket of dpdk (pid 5)"},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake_kernel fake;
		struct fake_vf *vf = &fake.pfs[0].vfs[0];
		const char *by;

		init_fake(&fake);
		vf->netdev_up = rows[i].vf.netdev_up;
		vf->is_raised = rows[i].vf.is_raised;
		vf->has_tunnel = rows[i].vf.has_tunnel;
		vf->has_xdp = rows[i].vf.has_xdp;
		vf->has_xdp_socket = rows[i].vf.has_xdp_socket;
		vf->has_packet_socket = rows[i].vf.has_packet_socket;
		vf->has_upper = rows[i].vf.has_upper;
		vf->has_foreign_upper = rows[i].vf.has_foreign_upper;
		by = user_of_vf(unit, &fake);
		if (!by != !rows[i].by || (by && strcmp(by, rows[i].by) != 0))
			fail_msg("row %zu: %s", i, by ? by : "idle");
	}
}

/* A kernel that has no such socket is not asked for them. */
static void test_protocols(void **state)
{
	static const struct {
		const char *line;
		bool asks;
	} rows[] = {
		{"XDP       1152      0      -1   NI       0   no   kernel\n", false},
		{"XDP       1152      2      -1   NI       0   no   kernel\n", true},
		{"PACKET    1408      3      -1   NI       0   no   kernel\n", true},
		{"XDP\n", true},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake_kernel fake;

		init_fake(&fake);
		fake.pfs[0].vfs[0].has_xdp_socket = true;
		fake_kernel_add_file(&fake, "/proc/net/protocols",
				     arena_printf(&unit->arena,
						  "protocol  size sockets  memory\n%s",
						  rows[i].line));
		if (!!user_of_vf(unit, &fake) != rows[i].asks)
			fail_msg("row %zu", i);
	}
}

static void test_pppoe(void **state)
{
	struct unit *unit = *state;
	struct fake_kernel fake;

	init_fake(&fake);
	fake_kernel_add_file(&fake, "/proc/net/pppoe",
			     "Id       Address              Device\n"
			     "00000700 02:00:00:00:00:99 enp1s0v0\n"
			     "00000800 02:00:00:00:00:99   enp9s0\n");
	assert_string_equal(user_of_vf(unit, &fake),
			    "its netdev enp1s0v0 has on top PPPoE session");
	/* Two of them are named once. */
	strcat(fake.files[fake.n_files - 1].text,
	       "00000900 02:00:00:00:00:99 enp1s0v0\n");
	assert_int_equal(look(unit, &fake)->vfs[0].n_holders, 1);
	strcpy(fake.files[fake.n_files - 1].text, "");
	assert_null(user_of_vf(unit, &fake));
}

/* The bond of a container may have the number of a netdev here. */
static void test_kinds(void **state)
{
	struct unit *unit = *state;
	struct netdev_users users = {0};
	struct fake_kernel fake;
	struct kernel kernel;

	init_fake(&fake);
	kernel = fake_kernel_of(&fake);
	netdev_users_read(&kernel, &unit->arena, &users);
	assert_string_equal(netdev_users_kind(&users, "br0"), "bridge");
	assert_null(netdev_users_kind(&users, "enp1s0"));
	assert_null(netdev_users_kind(&users, "br1"));
}

/* What cannot be read is not nobody; a kernel without such sockets has none. */
static void test_unread(void **state)
{
	static const struct {
		const char *like;
		int error;
		const char *problem;
	} rows[] = {
		{"dumpown", EIO,
		 "the links of this network namespace cannot be read: Input/output "
		 "error"},
		{"read /proc/net/packet", EIO,
		 "/proc/net/packet cannot be read: Input/output error"},
		{"read /proc/net/pppoe", EMSGSIZE,
		 "/proc/net/pppoe cannot be read: Message too long"},
		{"read /proc/net/protocols", EIO,
		 "/proc/net/protocols cannot be read: Input/output error"},
		{"sockdiag", EIO,
		 "the XDP sockets of this host cannot be read: Input/output error"},
		{"read /proc/net/packet", ENOENT, NULL},
		{"sockdiag", ENOENT, NULL},
	};
	struct unit *unit = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct netdev_users users = {0};
		struct fake_kernel fake;
		struct kernel kernel;

		init_fake(&fake);
		fake.fault = FAULT_ALWAYS;
		fake.fault_error = rows[i].error;
		strcpy(fake.fault_like, rows[i].like);
		kernel = fake_kernel_of(&fake);
		netdev_users_read(&kernel, &unit->arena, &users);
		if (rows[i].problem)
			assert_string_equal(users.problem, rows[i].problem);
		else
			assert_null(users.problem);
	}
	/* A tunnel of which sysfs says nothing may be one. */
	for (int error = EIO; error >= 0; error -= EIO) {
		struct fake_kernel fake;

		init_fake(&fake);
		fake.pfs[0].vfs[0].has_tunnel = true;
		fake.fault = FAULT_ALWAYS;
		fake.fault_error = EIO;
		strcpy(fake.fault_like,
		       error ? "list class/net/gre0/lower_enp1s0v0" : "nothing");
		assert_non_null(user_of_vf(unit, &fake));
		/* A VLAN is shown there, and not named twice. */
		fake.fault = FAULT_NONE;
		fake_kernel_add_file(&fake, "class/net/gre0/lower_enp1s0v0/type", "1");
		assert_null(user_of_vf(unit, &fake));
	}
}

UNIT_GROUP(netdev_users, UNIT_TEST(test_who_uses_it), UNIT_TEST(test_protocols),
	   UNIT_TEST(test_pppoe), UNIT_TEST(test_kinds), UNIT_TEST(test_unread))
