/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/names.h"

#include "unit.h"

static void test_safe(void **state)
{
	char long_name[66];

	(void)state;
	memset(long_name, 'a', sizeof(long_name));
	long_name[65] = '\0';
	assert_true(names_is_safe("web-01.example"));
	assert_true(names_is_safe("a b"));
	assert_true(names_is_safe(long_name + 1));
	assert_false(names_is_safe(long_name));
	assert_false(names_is_safe(""));
	assert_false(names_is_safe("."));
	assert_false(names_is_safe(".."));
	assert_false(names_is_safe("-x"));
	assert_false(names_is_safe("a/b"));
	assert_false(names_is_safe("a\nb"));
	assert_false(names_is_safe("a\x7f"));
	assert_false(names_is_safe("a\xc2\x9b"));
	assert_false(names_is_safe("a\xe2\x80\xae"));
	assert_false(names_is_safe("a\xff"));
	assert_true(names_is_word("vfio-pci"));
	assert_false(names_is_word(""));
	assert_false(names_is_word("a.b"));
	assert_false(names_is_word(long_name));
	assert_true(names_is_pf("uplink0"));
	assert_false(names_is_pf("uplink 0"));
}

static void test_netdev(void **state)
{
	(void)state;
	assert_true(names_is_netdev("enp3s0f0np0"));
	assert_true(names_is_netdev("a23456789012345"));
	assert_false(names_is_netdev("a234567890123456"));
	assert_false(names_is_netdev(""));
	assert_false(names_is_netdev(".."));
	assert_false(names_is_netdev("a/b"));
	assert_false(names_is_netdev("a b"));
	assert_false(names_is_netdev("eth0:1"));
	assert_false(names_is_netdev("eth\x1b[m"));
	assert_true(names_is_altname("a-name-longer-than-ifnamsiz"));
	assert_false(names_is_altname(""));
	assert_false(names_is_altname(".."));
	assert_false(names_is_altname("a/b"));
}

UNIT_GROUP(names, UNIT_TEST(test_safe), UNIT_TEST(test_netdev))
