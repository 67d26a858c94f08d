/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as a configuration: read, checked, merged with itself, told about. */
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "fuzz.h"
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report report = {.out = fuzz_null(), .err = fuzz_null()};
	struct arena arena;
	struct diags diags;
	const struct yaml_node *root;
	char *text = malloc(size + 1);

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	arena_init(&arena);
	diags_init(&diags, &arena);
	root = yaml_parse(&arena, &diags, source_new(&arena, "fuzz.yaml", text, size));
	if (root) {
		root = yaml_merge(&arena, root, root);
		config_check(&diags, config_read(&arena, &diags, root));
	}
	report_diags(&report, &diags);
	arena_done(&arena);
	free(text);
	return 0;
}
