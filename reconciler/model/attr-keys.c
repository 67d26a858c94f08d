/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "model/attr-keys.h"

#include <string.h>

#include "model/value-read.h"

void attr_keys_vf(size_t offset, struct yaml_field *rows, size_t n)
{
	for (size_t attr = 0; attr < n; attr++)
		rows[attr] = (struct yaml_field){
			.name = vf_attr_info[attr].name,
			.read = value_reader(vf_attr_info[attr].kind),
			.offset = offset + attr * sizeof(struct field),
			.min = vf_attr_info[attr].min,
			.max = vf_attr_info[attr].max,
			.help = vf_attr_info[attr].help,
			.form = value_form(vf_attr_info[attr].kind),
		};
}

void attr_keys_pf_facts(size_t offset, struct yaml_field *rows)
{
	for (size_t fact = 0; fact < PF_FACT_COUNT; fact++)
		rows[fact] = (struct yaml_field){
			.name = pf_fact_info[fact].name,
			.read = value_reader(pf_fact_info[fact].kind),
			.offset = offset + fact * sizeof(struct field),
			.max = pf_fact_info[fact].max,
			.help = pf_fact_info[fact].help,
			.form = value_form(pf_fact_info[fact].kind),
		};
}

size_t attr_keys_pf(const char *group, size_t offset, struct yaml_field *rows)
{
	size_t n = 0;

	for (int attr = 0; attr < PF_ATTR_COUNT; attr++) {
		const struct attr_info *info = &pf_attr_info[attr];

		if (group ? !info->group || strcmp(info->group, group) != 0
			  : info->group != NULL)
			continue;
		rows[n++] = (struct yaml_field){
			.name = pf_attr_key((enum pf_attr)attr),
			.read = info->words ? value_read_word : value_reader(info->kind),
			.offset = offset + (size_t)attr * sizeof(struct field),
			.min = info->min,
			.max = info->max,
			.words = info->words,
			.help = info->help,
			.form = info->words ? &yaml_form_words : value_form(info->kind),
		};
	}
	return n;
}
