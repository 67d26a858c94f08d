/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/yaml-fields.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "support/yaml-scalar.h"

enum {
	UNQUOTED_MAX = 8,
	IGNORED_MAX = 32
};

const struct yaml_form yaml_form_bool = {.shape = SHAPE_BOOL};
const struct yaml_form yaml_form_number = {.shape = SHAPE_NUMBER};
const struct yaml_form yaml_form_text = {.shape = SHAPE_TEXT};
const struct yaml_form yaml_form_words = {.shape = SHAPE_WORDS};

static const char *list_names(struct yaml_fields *keys, const struct yaml_field *table,
			      size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(keys->arena, "%s%s%s", text,
				    i == 0	? ""
				    : i + 1 < n ? ", "
						: " and ",
				    table[i].name);
	return text;
}

/* Each key is reported once: a snapshot of a newer version repeats it in every VF. */
static void warn_unknown(struct yaml_fields *keys, const struct yaml_node *node)
{
	for (size_t i = 0; i < keys->n_ignored; i++) {
		if (strcmp(keys->ignored[i], node->text) == 0)
			return;
	}
	if (keys->n_ignored >= IGNORED_MAX)
		return;
	keys->ignored = arena_grow(keys->arena, keys->ignored, keys->n_ignored,
				   sizeof(*keys->ignored));
	keys->ignored[keys->n_ignored++] = node->text;
	diag_warning(keys->diags, node->at, "unknown-key", "unknown key '%s' is ignored",
		     node->text);
}

/* Whether `text` equals the first `length` bytes of `word`, ignoring case, '-' and
 * '_'. */
static bool is_same_word(const char *text, const char *word, size_t length)
{
	const char *end = word + length;

	for (;;) {
		text += strspn(text, "-_");
		while (word < end && (*word == '-' || *word == '_'))
			word++;
		if (word == end || *text == '\0')
			return word == end && *text == '\0';
		if (tolower((unsigned char)*text++) != tolower((unsigned char)*word++))
			return false;
	}
}

static bool is_one_of(const char *text, const char *words)
{
	while (*words) {
		size_t length = strcspn(words, " ");

		if (is_same_word(text, words, length))
			return true;
		words += length;
		words += strspn(words, " ");
	}
	return false;
}

/* The key that matches apart from case, '-' and '_'. */
static const char *find_respelt(const char *word, const struct yaml_field *table,
				size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (is_same_word(word, table[i].name, strlen(table[i].name)))
			return table[i].name;
	}
	return NULL;
}

static const char *find_nearest(struct yaml_fields *keys, const char *word,
				const struct yaml_field *table, size_t n)
{
	const char **names = arena_calloc(keys->arena, n, sizeof(*names));

	for (size_t i = 0; i < n; i++)
		names[i] = table[i].name;
	return diag_nearest(word, names, n);
}

static const struct yaml_hint *find_hint(const struct yaml_hint *hints, const char *word)
{
	for (; hints && hints->words; hints++) {
		if (is_one_of(word, hints->words))
			return hints;
	}
	return NULL;
}

static void report_unknown(struct yaml_fields *keys, const struct yaml_node *map,
			   const struct yaml_item *item, const struct yaml_field *table,
			   size_t n, const struct yaml_hint *hints)
{
	const char *word = item->key->text, *nearest;
	struct diag *diag = diag_error(keys->diags, item->key->at, "unknown-key",
				       "unknown key '%s'", word);
	const struct yaml_hint *hint;

	if (diags_is_full(keys->diags))
		return;
	nearest = find_respelt(word, table, n);
	hint = nearest ? NULL : find_hint(hints, word);
	if (!nearest && !hint)
		nearest = find_nearest(keys, word, table, n);
	if (hint)
		diag_hint(keys->diags, diag, "%s",
			  hint->make ? hint->make(keys, map, item) : hint->hint);
	else if (nearest)
		diag_hint(keys->diags, diag, "did you mean '%s'?", nearest);
	else
		diag_hint(keys->diags, diag, "the keys here are %s",
			  list_names(keys, table, n));
}

void yaml_fields_warn_unquoted(struct yaml_fields *keys, const struct yaml_node *text)
{
	const char *type = text->quoted ? NULL : yaml_scalar_other_type(text->text);

	if (!type || ++keys->n_unquoted > UNQUOTED_MAX)
		return;
	diag_hint(keys->diags,
		  diag_warning(keys->diags, text->at, "unquoted",
			       "'%s' without quotes is %s to other YAML readers",
			       text->text, type),
		  "put it in quotes: \"%s\"", text->text);
}

void yaml_fields_hint_nearest(struct yaml_fields *keys, struct diag *diag,
			      const char *word, const char *const *candidates, size_t n)
{
	const char *nearest =
		diags_is_full(keys->diags) ? NULL : diag_nearest(word, candidates, n);

	if (nearest)
		diag_hint(keys->diags, diag, "did you mean '%s'?", nearest);
}

bool yaml_fields_read(struct yaml_fields *keys, const struct yaml_node *node,
		      const struct yaml_field *table, size_t n, void *object)
{
	return yaml_fields_read_hinted(keys, node, table, n, NULL, object);
}

bool yaml_fields_read_hinted(struct yaml_fields *keys, const struct yaml_node *node,
			     const struct yaml_field *table, size_t n,
			     const struct yaml_hint *hints, void *object)
{
	bool *seen = arena_calloc(keys->arena, n, sizeof(*seen));
	size_t row;

	if (node->type != YAML_MAP) {
		diag_hint(keys->diags,
			  diag_error(keys->diags, node->at, "wrong-type",
				     "expected a mapping, got %s",
				     yaml_type_name(node->type)),
			  "its keys are %s", list_names(keys, table, n));
		return false;
	}
	for (size_t i = 0; i < node->n_items; i++) {
		const struct yaml_item *item = &node->items[i];

		for (row = 0; row < n; row++) {
			if (strcmp(table[row].name, item->key->text) == 0)
				break;
		}
		if (row == n && keys->ignores_unknown)
			warn_unknown(keys, item->key);
		else if (row == n)
			report_unknown(keys, node, item, table, n, hints);
		if (row == n)
			continue;
		/* null means that the key is absent, so that a later file can remove it.
		 * A duplicate is already reported, and readers do not expect to be called
		 * twice. */
		if (yaml_fields_is_null(item->value) || seen[row])
			continue;
		seen[row] = true;
		table[row].read(keys, &table[row], item->value,
				(char *)object + table[row].offset);
	}
	for (row = 0; row < n; row++) {
		struct diag *diag;

		if (!table[row].required || seen[row])
			continue;
		diag = diag_error(keys->diags, node->at, "missing-key",
				  "the key '%s' is missing here", table[row].name);
		if (table[row].help)
			diag_hint(keys->diags, diag, "%s: %s", table[row].name,
				  table[row].help);
	}
	return true;
}

const char *yaml_fields_value_hint(const struct yaml_fields *keys, const char *key,
				   const char *value)
{
	const struct yaml_value_hint *row = keys->value_hints;

	for (; row && row->keys; row++) {
		if (is_one_of(key, row->keys) &&
		    (!row->words || is_one_of(value, row->words)))
			return row->hint;
	}
	return NULL;
}

struct diag *yaml_fields_wrong_type(struct yaml_fields *keys,
				    const struct yaml_field *key,
				    const struct yaml_node *value, const char *expected)
{
	const char *hint;
	struct diag *diag;

	if (value->type != YAML_SCALAR)
		return diag_error(keys->diags, value->at, "wrong-type",
				  "'%s' takes %s, not %s", key->name, expected,
				  yaml_type_name(value->type));
	diag = diag_error(keys->diags, value->at, "wrong-type",
			  value->quoted ? "'%s' takes %s, not the text \"%s\""
					: "'%s' takes %s, not '%s'",
			  key->name, expected, value->text);
	hint = yaml_fields_value_hint(keys, key->name, value->text);
	if (hint)
		diag_hint(keys->diags, diag, "%s", hint);
	return diag;
}

/* Compares as YAML 1.1 does: on, On, ON, but not oN. */
static bool is_word(const char *text, const char *const *words)
{
	for (; *words; words++) {
		if (strcmp(text, *words) == 0)
			return true;
	}
	return false;
}

bool yaml_fields_is_null(const struct yaml_node *value)
{
	static const char *const null[] = {"", "~", "null", "Null", "NULL", NULL};

	return value->type == YAML_SCALAR && !value->quoted && is_word(value->text, null);
}

bool yaml_fields_parse_bool(struct yaml_fields *keys, const struct yaml_field *key,
			    const struct yaml_node *value, bool *ret_on)
{
	static const char *const yes[] = {"on",	 "On",	 "ON",	 "yes",	 "Yes",
					  "YES", "true", "True", "TRUE", NULL};
	static const char *const no[] = {"off", "Off",	 "OFF",	  "no",	   "No",
					 "NO",	"false", "False", "FALSE", NULL};
	struct diag *diag;

	if (value->type == YAML_SCALAR && !value->quoted) {
		if (is_word(value->text, yes) || is_word(value->text, no)) {
			*ret_on = is_word(value->text, yes);
			return true;
		}
	}
	diag = yaml_fields_wrong_type(keys, key, value, "on or off");
	if (value->type == YAML_SCALAR && value->quoted &&
	    (is_word(value->text, yes) || is_word(value->text, no)))
		diag_hint(keys->diags, diag, "leave the quotes out");
	return false;
}

bool yaml_fields_is_number(const char *text, int64_t *ret_number)
{
	int64_t number = 0;
	size_t length = strlen(text);

	if (length == 0 || length > 18 || (length > 1 && text[0] == '0'))
		return false;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		number = number * 10 + (text[i] - '0');
	}
	*ret_number = number;
	return true;
}

bool yaml_fields_parse_number(struct yaml_fields *keys, const struct yaml_field *key,
			      const struct yaml_node *value, int64_t min, int64_t max,
			      int64_t *ret_number)
{
	int64_t number = 0;
	struct diag *diag;
	bool is_negative, is_number;

	if (value->type != YAML_SCALAR || value->quoted) {
		diag = yaml_fields_wrong_type(keys, key, value, "a number");
		if (value->type == YAML_SCALAR &&
		    yaml_fields_is_number(value->text, &number))
			diag_hint(keys->diags, diag, "leave the quotes out");
		return false;
	}
	is_negative = value->text[0] == '-';
	is_number = yaml_fields_is_number(value->text + is_negative, &number);
	/* A longer run of digits is a number too, but out of range for any key. */
	if (!is_number && value->text[0] != '0' && strlen(value->text) > 18 &&
	    strspn(value->text, "0123456789") == strlen(value->text)) {
		diag_error(keys->diags, value->at, "out-of-range",
			   "'%s' is %s; it can be %" PRId64 " to %" PRId64, key->name,
			   value->text, min, max);
		return false;
	}
	if (!is_number) {
		diag = yaml_fields_wrong_type(keys, key, value, "a whole number");
		if (value->text[0] == '0')
			diag_hint(keys->diags, diag,
				  "decimal, and without a leading 0, which YAML 1.1 "
				  "reads as octal");
		return false;
	}
	if (is_negative)
		number = -number;
	if (number < min || number > max) {
		diag_error(keys->diags, value->at, "out-of-range",
			   "'%s' is %" PRId64 "; it can be %" PRId64 " to %" PRId64,
			   key->name, number, min, max);
		return false;
	}
	*ret_number = number;
	return true;
}

void yaml_fields_read_bool(struct yaml_fields *keys, const struct yaml_field *key,
			   const struct yaml_node *value, void *target)
{
	yaml_fields_parse_bool(keys, key, value, target);
}

void yaml_fields_read_int(struct yaml_fields *keys, const struct yaml_field *key,
			  const struct yaml_node *value, void *target)
{
	int64_t number;

	if (yaml_fields_parse_number(keys, key, value, key->min, key->max, &number))
		*(int *)target = (int)number;
}

void yaml_fields_read_text(struct yaml_fields *keys, const struct yaml_field *key,
			   const struct yaml_node *value, void *target)
{
	if (value->type != YAML_SCALAR) {
		yaml_fields_wrong_type(keys, key, value, "a string");
		return;
	}
	yaml_fields_warn_unquoted(keys, value);
	*(const char **)target = value->text;
}

void yaml_fields_read_words(struct yaml_fields *keys, const struct yaml_field *key,
			    const struct yaml_node *value, void *target)
{
	const char *text = "";
	size_t n = 0;

	if (value->type == YAML_SCALAR) {
		for (; key->words[n]; n++) {
			if (strcmp(value->text, key->words[n]) == 0) {
				*(int *)target = (int)n;
				return;
			}
		}
	}
	for (size_t i = 0; key->words[i]; i++)
		text = arena_printf(keys->arena, "%s%s%s", text,
				    i == 0		? ""
				    : key->words[i + 1] ? ", "
							: " or ",
				    key->words[i]);
	yaml_fields_wrong_type(keys, key, value, text);
}
