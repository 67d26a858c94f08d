/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/msix.h"

#include <linux/pci_regs.h>

#include "unit.h"

struct config {
	uint8_t bytes[256];
	int length; /* or -errno */
};

static int read_config(void *self, const char *path, char *buffer, size_t size)
{
	const struct config *config = self;

	assert_string_equal(path, "bus/pci/devices/0000:03:10.2/config");
	assert_true(size > sizeof(config->bytes));
	memcpy(buffer, config->bytes, sizeof(config->bytes));
	return config->length;
}

static int vectors_of(struct config *config)
{
	static const struct kernel_ops ops = {.read = read_config};
	struct kernel kernel = {.ops = &ops, .self = config};

	return msix_read(&kernel,
			 (struct pci_address){.bus = 3, .device = 0x10, .function = 2});
}

static void test_vectors(void **state)
{
	struct config config = {.length = 256};

	(void)state;
	config.bytes[PCI_STATUS] = PCI_STATUS_CAP_LIST;
	config.bytes[PCI_CAPABILITY_LIST] = 0x40;
	config.bytes[0x40] = PCI_CAP_ID_EXP;
	config.bytes[0x41] = 0xa0;
	config.bytes[0xa0] = PCI_CAP_ID_MSIX;
	config.bytes[0xa2] = 0xff; /* 0x1ff, and MSI-X is on */
	config.bytes[0xa3] = 0x81;
	assert_int_equal(vectors_of(&config), 512);
	/* What root_read makes of a last byte 0x0a. */
	config.length = 255;
	assert_int_equal(vectors_of(&config), 512);
	/* For others than root the file ends here. */
	config.length = 64;
	assert_int_equal(vectors_of(&config), -1);
	config.length = -EACCES;
	assert_int_equal(vectors_of(&config), -1);
	config.length = 256;
	config.bytes[0xa0] = PCI_CAP_ID_VNDR;
	assert_int_equal(vectors_of(&config), -1);
	/* A device that goes in circles. */
	config.bytes[0xa1] = 0x40;
	assert_int_equal(vectors_of(&config), -1);
	config.bytes[PCI_STATUS] = 0;
	assert_int_equal(vectors_of(&config), -1);
}

UNIT_GROUP(msix, UNIT_TEST(test_vectors))
