/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/udev-watch.h"

#include "unit.h"

static void test_without_udevd(void **state)
{
	struct udev_watch watch;

	(void)state;
	udev_watch_init(&watch);
	watch.has_udevd = false;
	assert_int_equal(udev_watch_listen(&watch), 0);
	assert_int_equal(udev_watch_fd(&watch), -1);
	udev_watch_drain(&watch);
	assert_true(udev_watch_is_settled(&watch, "net", "lo"));
	assert_null(watch.udev);
	udev_watch_done(&watch);
}

/* Whether or not one runs here: libudev has all that is called of it. */
static void test_with_udevd(void **state)
{
	struct udev_watch watch;

	(void)state;
	udev_watch_init(&watch);
	watch.has_udevd = true;
	assert_int_equal(udev_watch_listen(&watch), 0);
	assert_int_equal(udev_watch_listen(&watch), 0);
	assert_true(udev_watch_fd(&watch) >= 0);
	udev_watch_drain(&watch);
	assert_false(udev_watch_is_settled(&watch, "net", "not-there"));
	udev_watch_done(&watch);
	assert_int_equal(udev_watch_fd(&watch), -1);
}

UNIT_GROUP(udev_watch, UNIT_TEST(test_without_udevd), UNIT_TEST(test_with_udevd))
