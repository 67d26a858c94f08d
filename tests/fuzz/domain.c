/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as the XML of a domain. */
#include "fuzz.h"
#include "observe/domain-xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *why = NULL;
	struct domain domain;
	struct arena arena;

	arena_init(&arena);
	(void)domain_xml_read(&arena, (const char *)data, size, &domain, &why);
	arena_done(&arena);
	return 0;
}
