/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where each value is set and what it overrides. */
#include "report/json.h"
#include "report/printing.h"

/* Called for each value of the configuration, PF by PF. `vf` is NO_VF for a PF's own
 * values, ALL_VFS for those of vf_defaults. */
enum {
	ALL_VFS = -2
};

typedef void visit_value(void *data, const struct desired_pf *pf, int vf,
			 const char *name, enum value_kind kind,
			 const struct field *field);

/* Visits each flag by itself, at its own place. */
static void visit_flags(const struct desired_pf *pf, const char *name,
			const struct flags *flags, visit_value *visit, void *data)
{
	for (size_t i = 0; i < flags->n; i++) {
		struct flags one = {&flags->items[i], 1};
		struct field field = {
			.set = true, .value.flags = &one, .at = flags->items[i].at};

		visit(data, pf, NO_VF, name, VALUE_FLAGS, &field);
	}
}

/* Leaves out what a VF has from vf_defaults: it is visited there. */
static void visit_field(const struct desired_pf *pf, int index, const char *name,
			enum value_kind kind, const struct field *field,
			const struct field *inherited, visit_value *visit, void *data)
{
	bool is_inherited = index >= 0 && inherited && inherited->set &&
			    span_compare(inherited->at, field->at) == 0;

	if (!field->set || is_inherited)
		return;
	if (kind == VALUE_FLAGS)
		visit_flags(pf, name, field->value.flags, visit, data);
	else
		visit(data, pf, index, name, kind, field);
}

static void visit_vf(const struct desired_pf *pf, int index, const struct desired_vf *vf,
		     visit_value *visit, void *data)
{
	for (int attr = 0; attr < VF_KEY_COUNT; attr++)
		visit_field(pf, index, vf_attr_info[attr].name, vf_attr_info[attr].kind,
			    &vf->attrs[attr], &pf->defaults.attrs[attr], visit, data);
}

static void visit_values(const struct desired *desired, visit_value *visit, void *data)
{
	for (size_t i = 0; i < desired->n_pfs; i++) {
		const struct desired_pf *pf = &desired->pfs[i];

		for (int attr = 0; attr < PF_ATTR_COUNT; attr++)
			visit_field(pf, NO_VF, pf_attr_info[attr].name,
				    pf_attr_info[attr].kind, &pf->attrs[attr], NULL,
				    visit, data);
		visit_vf(pf, ALL_VFS, &pf->defaults, visit, data);
		for (size_t j = 0; j < pf->n_vfs; j++)
			visit_vf(pf, (int)pf->vfs[j].index, &pf->vfs[j], visit, data);
	}
}

struct printing {
	const struct report *report;
	const struct desired_pf *pf;
	int vf;
};

static void print_title(struct printing *printing, const struct desired_pf *pf, int vf)
{
	FILE *out = printing->report->out;

	if (printing->pf != pf)
		fprintf(out, "%s%s\n", printing->pf ? "\n" : "", SAFE(pf->name));
	if (vf == ALL_VFS && (printing->pf != pf || printing->vf != vf))
		fprintf(out, "  every VF\n");
	else if (vf >= 0 && (printing->pf != pf || printing->vf != vf))
		fprintf(out, "  VF %d\n", vf);
	printing->pf = pf;
	printing->vf = vf;
}

static void print_value(void *data, const struct desired_pf *pf, int vf, const char *name,
			enum value_kind kind, const struct field *field)
{
	struct printing *printing = data;
	FILE *out = printing->report->out;
	char text[VALUE_FORMAT_MAX], place[256];

	print_title(printing, pf, vf);
	value_format(kind, field->value, text);
	fprintf(out, "%s%-18s %-22s %s", vf == NO_VF ? "  " : "    ", name, SAFE(text),
		printing_place(field->at, place));
	for (const struct span *over = field->at->overridden; over;
	     over = over->overridden)
		fprintf(out, "%s%s%s", printing_color(printing->report, COLOR_DIM),
			over == field->at->overridden ? ", over " : " and ",
			printing_place(over, place));
	if (field->at->overridden)
		fprintf(out, "%s", printing_color(printing->report, COLOR_END));
	fputc('\n', out);
}

void report_explain_text(const struct report *report, const struct desired *desired)
{
	struct printing printing = {.report = report, .vf = NO_VF};

	visit_values(desired, print_value, &printing);
	fputc('\n', report->out);
}

static void put_place(json_t *object, const struct span *at)
{
	json_put_text(object, "file", at->source->path);
	json_put(object, "line", json_integer(at->line));
	json_put(object, "column", json_integer(at->column));
}

static void append_value(void *data, const struct desired_pf *pf, int vf,
			 const char *name, enum value_kind kind,
			 const struct field *field)
{
	json_t *object = json_object(), *places = json_array();

	json_put_text(object, "pf", pf->name);
	json_put(object, "vf",
		 vf == ALL_VFS ? json_string("every")
		 : vf == NO_VF ? json_null()
			       : json_integer(vf));
	json_put_text(object, "key", name);
	if (!field_is_given(field))
		json_put_text(object, "value", value_source_word(field->value.source));
	else
		json_put_value(object, "value", kind, field);
	put_place(object, field->at);
	for (const struct span *over = field->at->overridden; over;
	     over = over->overridden) {
		json_t *place = json_object();

		put_place(place, over);
		json_array_append_new(places, place);
	}
	json_put(object, "overrides", places);
	json_array_append_new(data, object);
}

json_t *report_explain_json(const struct desired *desired)
{
	json_t *values = json_array();

	visit_values(desired, append_value, values);
	return values;
}
