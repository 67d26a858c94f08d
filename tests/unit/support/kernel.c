/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <netlink/msg.h>
#include <unistd.h>

#include "fake-kernel.h"
#include "support/live-kernel.h"
#include "unit.h"

static void test_paths_are_formatted(void **state)
{
	struct fake_kernel fake;
	struct kernel kernel;
	char text[64], long_name[KERNEL_PATH_MAX + 8];
	long number;

	(void)state;
	fake_kernel_init(&fake, 1, &kernel);
	memset(long_name, 'x', sizeof(long_name));
	long_name[sizeof(long_name) - 1] = '\0';
	assert_int_equal(kernel_read(&kernel, text, sizeof(text), "class/net/%s/ifindex",
				     "enp1s0"),
			 1);
	assert_int_equal(kernel_read(&kernel, text, sizeof(text), "%s", long_name),
			 -ENAMETOOLONG);
	assert_int_equal(
		kernel_read_number(&kernel, &number, "class/net/%s/ifindex", "enp1s0"),
		0);
	assert_int_equal(number, 2);
	assert_int_equal(kernel_read_number(&kernel, &number,
					    "bus/pci/devices/0000:01:00.0/vendor"),
			 0);
	assert_int_equal(number, 0x8086);
	assert_int_equal(kernel_read_number(&kernel, &number,
					    "bus/pci/devices/0000:01:00.0/uevent"),
			 -EINVAL);
	assert_true(kernel_has(&kernel, "class/net/enp1s0/ifindex"));
	assert_false(kernel_has(&kernel, "class/net/%s/ifindex", "enp9s0"));
}

/* The live kernel of the machine that runs the tests, read only. */
static void test_live(void **state)
{
	struct live_kernel live;
	struct kernel kernel;
	char text[64];
	uint64_t identity, again;
	int64_t before;

	(void)state;
	assert_int_equal(live_kernel_init(&live, &kernel), 0);
	assert_int_equal(kernel_read(&kernel, text, sizeof(text), "class/net/lo/ifindex"),
			 1);
	assert_true(kernel_has(&kernel, "class/net/lo"));
	assert_int_equal(kernel_identity(&kernel, &identity, "class/net/lo"), 0);
	assert_int_equal(kernel_identity(&kernel, &again, "class/%s/lo", "net"), 0);
	assert_true(identity == again);
	assert_int_equal(kernel_identity(&kernel, &again, "class/net"), 0);
	assert_true(identity != again);
	assert_int_equal(kernel_write(&kernel, "1", "class/net/none/mtu"), -ENOENT);
	before = kernel_now_ms(&kernel);
	assert_int_equal(kernel_wait(&kernel, 1), 0);
	assert_true(kernel_now_ms(&kernel) >= before);
	assert_true(kernel_is_settled(&kernel, "net", "lo"));
	live_kernel_done(&live);
}

/* By any path: what is open is asked for by its descriptor. */
static void test_device_numbers(void **state)
{
	struct device_number number = {0};
	struct live_kernel live;
	struct kernel kernel;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC), pipes[2];

	(void)state;
	assert_int_equal(live_kernel_init(&live, &kernel), 0);
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(kernel_device(&kernel, &number, "/dev/zero"), 0);
	assert_false(number.is_block);
	assert_int_equal(number.major, 1);
	assert_int_equal(number.minor, 5);
	assert_int_equal(kernel_device(&kernel, &number, "/proc/self/fd/%d", null), 0);
	assert_int_equal(number.minor, 3);
	assert_int_equal(kernel_device(&kernel, &number, "/proc/self/fd/%d", pipes[0]),
			 -ENODEV);
	assert_int_equal(kernel_device(&kernel, &number, "/proc/self/status"), -ENODEV);
	assert_int_equal(kernel_device(&kernel, &number, "/proc/self/fd/none"), -ENOENT);
	assert_int_equal(number.minor, 3);
	close(pipes[0]);
	close(pipes[1]);
	close(null);
	live_kernel_done(&live);
}

/* A disk of the machine is not opened by a test; what is no disk is not opened at all. */
static void test_only_a_disk_is_claimed(void **state)
{
	const struct device_number disk = {true, 1, 3}, null = {false, 1, 3};
	struct live_kernel live;
	struct kernel kernel;

	(void)state;
	assert_int_equal(live_kernel_init(&live, &kernel), 0);
	assert_int_equal(kernel_claim(&kernel, &disk, "/dev/null"), -ENODEV);
	assert_int_equal(kernel_claim(&kernel, &null, "/dev/null"), -ENODEV);
	assert_int_equal(kernel_claim(&kernel, &disk, "/dev/none"), -ENOENT);
	live_kernel_done(&live);
}

/* Answers -EAGAIN as many times as *self says, a message with each. */
static int transact(void *self, enum kernel_protocol protocol, struct arena *arena,
		    struct nl_msg *const *requests, struct kernel_reply *replies,
		    size_t n)
{
	int *left = self;

	(void)protocol;
	(void)arena;
	(void)requests;
	(void)n;
	replies[0].error = (*left)-- > 0 ? -EAGAIN : 0;
	replies[0].n_messages++;
	return 0;
}

/* The socket fails, and so does every request with it. */
static int transact_fails(void *self, enum kernel_protocol protocol, struct arena *arena,
			  struct nl_msg *const *requests, struct kernel_reply *replies,
			  size_t n)
{
	int *calls = self;

	(void)protocol;
	(void)arena;
	(void)requests;
	(void)n;
	(*calls)++;
	replies[0].error = -EAGAIN;
	return -EAGAIN;
}

static void test_interrupted_dump_is_asked_again(void **state)
{
	static const struct kernel_ops ops = {.transact = transact};
	struct unit *unit = *state;
	struct nl_msg *request = nlmsg_alloc();
	struct kernel_reply reply;
	int left = 2;
	struct kernel kernel = {.ops = &ops, .self = &left};

	assert_int_equal(kernel_ask(&kernel, KERNEL_ROUTE, &unit->arena, request, &reply),
			 0);
	assert_int_equal(reply.n_messages, 1);
	left = 1000;
	assert_int_equal(kernel_ask(&kernel, KERNEL_ROUTE, &unit->arena, request, &reply),
			 -EAGAIN);
	assert_in_range(left, 990, 999);
	nlmsg_free(request);
}

static void test_failed_socket_is_not_asked_again(void **state)
{
	static const struct kernel_ops ops = {.transact = transact_fails};
	struct unit *unit = *state;
	struct nl_msg *request = nlmsg_alloc();
	struct kernel_reply reply;
	int calls = 0;
	struct kernel kernel = {.ops = &ops, .self = &calls};

	assert_int_equal(kernel_ask(&kernel, KERNEL_ROUTE, &unit->arena, request, &reply),
			 -EAGAIN);
	assert_int_equal(calls, 1);
	nlmsg_free(request);
}

UNIT_GROUP(kernel, UNIT_TEST(test_device_numbers), UNIT_TEST(test_only_a_disk_is_claimed),
	   UNIT_TEST(test_interrupted_dump_is_asked_again),
	   UNIT_TEST(test_failed_socket_is_not_asked_again),
	   UNIT_TEST(test_paths_are_formatted), UNIT_TEST(test_live))
