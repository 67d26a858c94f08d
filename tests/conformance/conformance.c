/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs scenarios on the fake kernel or on a real one, through the same kernel_ops, and
 * compares every result with what the scenario says. Where both runs agree with one file,
 * the fake is as the kernel is.
 *
 * usage: conformance --fake|--fake-capped PERSONALITY FILE
 *        conformance --live DEVICE FILE
 * DEVICE is a PCI address, or a netdev without one. --fake-capped ends the VF list of an
 * answer after 256 VFs, as Linux 7.3 does.
 *
 * A file has scenarios, "== NAME", each starting from a PF that is down, in legacy mode
 * and has no VFs, and lines "COMMAND ARGUMENT... = RESULT". A result of an operation is 0
 * or the name of an errno. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance.h"
#include "support/guard.h"

enum {
	LINE_MAX_BYTES = 256
};

static bool start(struct conformance *c, const char *kind, const char *device)
{
	bool is_capped = strcmp(kind, "--fake-capped") == 0;

	if ((strcmp(kind, "--fake") == 0 || is_capped) && personality_find(device)) {
		c->fake = calloc(1, sizeof(*c->fake));
		if (!c->fake)
			abort();
		fake_kernel_init(c->fake, 1, &c->kernel);
		fake_kernel_set_personality(c->fake, 0, personality_find(device));
		c->fake->may_disturb = true;
		c->fake->caps_vf_list = is_capped;
		if (c->fake->pfs[0].personality->no_pci)
			c->fake->pfs[0].totalvfs = 300; /* its max_vfs */
		c->key = (struct observed_pf){
			.has_pci = !c->fake->pfs[0].personality->no_pci,
			.pci = c->fake->pfs[0].pci,
			.netdev = c->fake->pfs[0].netdev};
	} else if (strcmp(kind, "--live") == 0 &&
		   live_kernel_init(&c->live, &c->kernel) == 0) {
		c->key.has_pci = pci_address_parse(device, &c->key.pci);
		c->key.netdev = c->key.has_pci ? NULL : device;
	} else {
		return false;
	}
	observe_pf_dir(&c->key, c->dir);
	commands_find_netdev(c);
	return true;
}

/* Splits in place; the words of one line. */
static size_t split(char *line, char **words, size_t max)
{
	size_t n = 0;
	char *rest = NULL;

	for (char *word = strtok_r(line, " \t", &rest); word && n < max;
	     word = strtok_r(NULL, " \t", &rest))
		words[n++] = word;
	return n;
}

/* True where the line's result is the expected one. */
static bool run_line(struct conformance *c, const char *name, unsigned int number,
		     char *line)
{
	char *words[64], *expected = strstr(line, " = "), result[RESULT_MAX],
			 copy[LINE_MAX_BYTES];
	size_t n;

	if (!expected) {
		printf("# %s, line %u: no result is expected\n", name, number);
		return false;
	}
	snprintf(copy, sizeof(copy), "%s", line);
	*expected = '\0';
	expected += strlen(" = ");
	n = split(line, words, ARRAY_SIZE(words));
	commands_run(c, words, n, result);
	if (strcmp(result, expected) == 0)
		return true;
	printf("# %s, line %u: %s, not %s: %s\n", name, number, result, expected, copy);
	return false;
}

/* The lines of a file, and what follows the last. */
struct script {
	char (*lines)[LINE_MAX_BYTES];
	size_t n;
};

static bool read_script(struct arena *arena, const char *path, struct script *ret_script)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	char line[LINE_MAX_BYTES];

	while (file && fgets(line, sizeof(line), file)) {
		ret_script->lines =
			arena_grow(arena, ret_script->lines, ret_script->n, sizeof(line));
		line[strcspn(line, "\n")] = '\0';
		strcpy(ret_script->lines[ret_script->n++], line);
	}
	return ret_script->n > 0;
}

static bool is_title(const char *line)
{
	return strncmp(line, "== ", 3) == 0;
}

/* Runs one scenario, from the line behind its title to the next title. */
static bool run_scenario(struct conformance *c, const struct script *script, size_t title)
{
	bool good = true;

	commands_reset(c);
	for (size_t i = title + 1; i < script->n && !is_title(script->lines[i]); i++) {
		char line[LINE_MAX_BYTES];

		strcpy(line, script->lines[i]);
		if (line[0] != '#' && line[0] != '\0')
			good &= run_line(c, script->lines[title] + 3, (unsigned int)i + 1,
					 line);
	}
	return good;
}

/* An emulated NIC resets itself when its link goes while it has something to send ("Reset
 * adapter": igb_watchdog_task, drivers/net/ethernet/intel/igb/igb_main.c), and whatever
 * falls into that is disturbed; so it is tried once more, and that is said. */
static bool is_good(struct conformance *c, const struct script *script, size_t title)
{
	if (run_scenario(c, script, title))
		return true;
	if (c->fake)
		return false;
	printf("# once more: %s\n", script->lines[title] + 3);
	return run_scenario(c, script, title);
}

int main(int argc, char **argv)
{
	struct conformance c = {.live = {.sys = {.fd = -1}}};
	struct script script = {0};
	size_t n_good = 0, n_bad = 0;

	arena_init(&c.arena);
	if (argc != 4 || !read_script(&c.arena, argv[3], &script) ||
	    !start(&c, argv[1], argv[2])) {
		fprintf(stderr,
			"usage: conformance --fake|--fake-capped PERSONALITY FILE\n"
			"       conformance --live DEVICE FILE\n");
		return 2;
	}
	for (size_t i = 0; i < script.n; i++) {
		bool good;

		if (!is_title(script.lines[i]))
			continue;
		good = is_good(&c, &script, i);
		printf("%s - %s\n", good ? "ok" : "not ok", script.lines[i] + 3);
		*(good ? &n_good : &n_bad) += 1;
	}
	commands_reset(&c);
	printf("# %zu scenarios agree, %zu do not\n", n_good, n_bad);
	if (c.fake)
		free(c.fake);
	else
		live_kernel_done(&c.live);
	arena_done(&c.arena);
	return n_bad > 0 || n_good == 0;
}
