/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/yaml-scalar.h"

#include "unit.h"

/* What Python's yaml (a YAML 1.1 reader) makes of each; tests/checks/schema.sh asks it.
 */
static void test_types(void **state)
{
	static const struct {
		const char *text;
		const char *type;
	} texts[] = {
#define NUMBER(text) {text, "a number"},
#define BOOLEAN(text) {text, "a boolean"},
#define NOTHING(text) {text, "nothing (null)"},
#define DATE(text) {text, "a date"},
#define CORE(text) {text, "a number"},
#define STRING(text) {text, NULL},
#include "plain-scalars.h"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char *type = yaml_scalar_other_type(texts[i].text);

		if (type != texts[i].type &&
		    (!type || !texts[i].type || strcmp(type, texts[i].type) != 0))
			fail_msg("%s: %s", texts[i].text, type ? type : "a string");
	}
}

UNIT_GROUP(plain, UNIT_TEST(test_types))
