/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/root.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "unit.h"

static struct root open_root(struct unit *unit)
{
	struct root root;

	assert_int_equal(root_open(unit_dir(unit), &root), 0);
	return root;
}

static void make_file(const struct root *root, const char *name, const char *text)
{
	int fd = openat(root->fd, name, O_WRONLY | O_CREAT, 0600);

	assert_int_equal(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
}

static void test_read(void **state)
{
	struct root root = open_root(*state);
	char text[8];

	make_file(&root, "f", "7\n");
	assert_int_equal(root_read(&root, "f", text, sizeof(text)), 1);
	assert_string_equal(text, "7");
	make_file(&root, "long", "12345678");
	assert_int_equal(root_read(&root, "long", text, sizeof(text)), -EMSGSIZE);
	assert_int_equal(root_read(&root, "none", text, sizeof(text)), -ENOENT);
	assert_int_equal(mkfifoat(root.fd, "fifo", 0600), 0);
	assert_int_equal(root_read(&root, "fifo", text, sizeof(text)), 0);
	root_done(&root);
}

static void test_write_never_creates(void **state)
{
	struct root root = open_root(*state);
	char text[8];

	assert_int_equal(root_write(&root, "f", "1"), -ENOENT);
	make_file(&root, "f", "0");
	assert_int_equal(root_write(&root, "f", "1"), 0);
	assert_true(root_read(&root, "f", text, sizeof(text)) >= 0);
	assert_string_equal(text, "1");
	root_done(&root);
}

static void test_link(void **state)
{
	struct root root = open_root(*state);
	char text[24];

	assert_int_equal(symlinkat("../../drivers/igb", root.fd, "driver"), 0);
	assert_int_equal(symlinkat("plain", root.fd, "plain-link"), 0);
	assert_int_equal(symlinkat("a/much-longer/than-the-buffer", root.fd, "long"), 0);
	assert_int_equal(root_link(&root, "driver", text, sizeof(text)), 0);
	assert_string_equal(text, "../../drivers/igb");
	assert_int_equal(root_link(&root, "plain-link", text, sizeof(text)), 0);
	assert_string_equal(text, "plain");
	assert_int_equal(root_link(&root, "long", text, sizeof(text)), -EMSGSIZE);
	assert_int_equal(root_link(&root, "none", text, sizeof(text)), -ENOENT);
	root_done(&root);
}

static int count(void *data, const char *name)
{
	(void)name;
	return ++*(int *)data == 2 ? 42 : 0;
}

static void test_list_stops(void **state)
{
	struct root root = open_root(*state);
	int n = 0;

	make_file(&root, "a", "");
	assert_int_equal(root_list(&root, ".", count, &n), 0);
	assert_int_equal(n, 1);
	make_file(&root, "b", "");
	make_file(&root, "c", "");
	n = 0;
	assert_int_equal(root_list(&root, ".", count, &n), 42);
	assert_int_equal(root_list(&root, "none", count, &n), -ENOENT);
	root_done(&root);
}

static void test_identity(void **state)
{
	struct root root = open_root(*state);
	uint64_t a, b, again;

	make_file(&root, "a", "");
	make_file(&root, "b", "");
	assert_int_equal(symlinkat("a", root.fd, "link"), 0);
	assert_int_equal(root_identity(&root, "a", &a), 0);
	assert_int_equal(root_identity(&root, "b", &b), 0);
	assert_int_equal(root_identity(&root, "link", &again), 0);
	assert_true(a != b && a == again);
	assert_int_equal(root_identity(&root, "none", &b), -ENOENT);
	root_done(&root);
}

UNIT_GROUP(root, UNIT_TEST(test_identity), UNIT_TEST(test_read),
	   UNIT_TEST(test_write_never_creates), UNIT_TEST(test_link),
	   UNIT_TEST(test_list_stops))
