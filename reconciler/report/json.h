/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/observed.h"
#include "model/pci-address.h"
#include "model/value.h"
#include <jansson.h>
#include "report/report.h"

/* A string, with '?' for bytes that are not UTF-8: JSON has nothing for them. */
json_t *json_text(const char *text);

/* Holders, as in the snapshot. */
json_t *json_holders(const struct holder *holders, size_t n);

/* Each puts one member; jansson out of memory aborts. */
void json_put(json_t *object, const char *name, json_t *value);
void json_put_text(json_t *object, const char *name, const char *text); /* NULL: null */
void json_put_pci(json_t *object, const char *name, bool has, struct pci_address pci);
void json_put_number(json_t *object, const char *name, int number); /* negative: null */
void json_put_value(json_t *object, const char *name, enum value_kind kind,
		    const struct field *field); /* not set: null */

/* Every value of the configuration with its place; for run-summary-json.c. */
json_t *report_explain_json(const struct desired *desired);

/* Like json_decref, but without atomics. */
void json_release(json_t *value);

/* Writes the document and a line end, and releases the document. */
void json_print(FILE *out, json_t *document);
