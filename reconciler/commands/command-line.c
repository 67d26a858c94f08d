/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/command-line.h"

#include <stdlib.h>
#include <string.h>

#include "publish/arguments.h"
#include "support/guard.h"

enum {
	DAY_S = 24 * 60 * 60
};

enum option_row {
	OPTION_FORMAT,
	OPTION_COLOR,
	OPTION_STATE,
	OPTION_OUTPUT,
	OPTION_DRIVERS,
	OPTION_NAMES,
	OPTION_EXPLAIN,
	OPTION_ALLOW_DISRUPTIVE,
	OPTION_ALLOW_UNTRUSTED,
	OPTION_REVERT_ON_FAILURE,
	OPTION_CONFIRM,
	OPTION_WAIT,
	OPTION_LOCK_WAIT,
	OPTION_NUMVFS_TIMEOUT,
	OPTION_PF,
	OPTION_QUIET,
	OPTION_DRY_RUN,
	OPTION_IF_CONFIGURED,
	OPTION_FOR,
	OPTION_CONNECT,
	OPTION_COUNT
};
_Static_assert((int)OPTION_COUNT <= COMMAND_OPTIONS_MAX, "a bit for each");

#define FIELD(name) offsetof(struct invocation, name)

const struct command_option command_options[OPTION_COUNT] = {
	[OPTION_FORMAT] = {"format", OPTION_TYPE_FORMAT, FIELD(report), "FORMAT",
			   "text json prometheus",
			   "text (the default), json or, of plan, prometheus"},
	[OPTION_COLOR] = {"color", OPTION_TYPE_COLOR, FIELD(report), "auto|always|never",
			  "auto always never", "when to use color (default: auto)"},
	[OPTION_STATE] =
		{"state", OPTION_TYPE_FILE, FIELD(state), "FILE", NULL,
		 "read a snapshot (vfstate show --format json) instead of this host"},
	[OPTION_OUTPUT] = {"output", OPTION_TYPE_FILE, FIELD(output), "FILE", NULL,
			   "replace FILE atomically instead of writing to standard "
			   "output"},
	[OPTION_DRIVERS] = {"drivers", OPTION_TYPE_SWITCH, FIELD(drivers), NULL, NULL,
			    "show what vfstate knows about PF drivers"},
	[OPTION_NAMES] = {"names", OPTION_TYPE_SWITCH, FIELD(names), NULL, NULL,
			  "print what WHAT can be on this host, one name a line"},
	[OPTION_EXPLAIN] = {"explain", OPTION_TYPE_SWITCH, FIELD(explain), NULL, NULL,
			    "show where each value is set and what it overrides"},
	[OPTION_ALLOW_DISRUPTIVE] = {"allow-disruptive", OPTION_TYPE_DISRUPTION,
				     FIELD(disruption), "[=LIST]", "blink link vfs all",
				     "allow changes that interrupt users of PFs (blink, "
				     "link) or VFs (vfs); without =LIST: all"},
	[OPTION_ALLOW_UNTRUSTED] = {"allow-untrusted", OPTION_TYPE_SWITCH,
				    FIELD(allow_untrusted), NULL, NULL,
				    "accept files writable by users other than root"},
	[OPTION_REVERT_ON_FAILURE] =
		{"revert-on-failure", OPTION_TYPE_SWITCH, FIELD(revert_on_failure), NULL,
		 NULL, "revert the changes of each PF on which one failed"},
	[OPTION_CONFIRM] = {"confirm", OPTION_TYPE_DEADLINE, FIELD(confirm_s), "SECONDS",
			    NULL,
			    "revert all changes unless ENTER is pressed within SECONDS"},
	[OPTION_WAIT] = {"wait", OPTION_TYPE_SECONDS, FIELD(wait_s), "SECONDS", NULL,
			 "wait up to SECONDS for the configured PFs to appear (default: "
			 "0)"},
	[OPTION_LOCK_WAIT] = {"lock-wait", OPTION_TYPE_SECONDS, FIELD(lock_wait_s),
			      "SECONDS", NULL,
			      "wait up to SECONDS for another run to end (default: 60)"},
	[OPTION_NUMVFS_TIMEOUT] = {"numvfs-timeout", OPTION_TYPE_SECONDS,
				   FIELD(numvfs_timeout_s), "SECONDS", NULL,
				   "wait up to SECONDS for VFs to be created or removed "
				   "(default: 300)"},
	[OPTION_PF] = {"pf", OPTION_TYPE_NAME, FIELD(pf), "PF", NULL,
		       "leave out all other PFs and their VMs; PF is a name in the "
		       "configuration, a PCI address or a network interface"},
	[OPTION_QUIET] = {"quiet", OPTION_TYPE_SWITCH, FIELD(quiet), NULL, NULL,
			  "print errors and warnings only"},
	[OPTION_DRY_RUN] = {"dry-run", OPTION_TYPE_SWITCH, FIELD(dry_run), NULL, NULL,
			    "show what would change, without changing anything"},
	[OPTION_IF_CONFIGURED] = {"if-configured", OPTION_TYPE_SWITCH,
				  FIELD(if_configured), NULL, NULL,
				  "succeed for a VM that the configuration does not "
				  "have"},
	[OPTION_FOR] = {"for", OPTION_TYPE_WORD, FIELD(hypervisor), "HYPERVISOR",
			ARGUMENTS_WORDS,
			"print arguments that pass the VFs of the VM WHAT to qemu, qm "
			"(Proxmox VE) or cloud-hypervisor; FILEs may follow"},
	[OPTION_CONNECT] = {"connect", OPTION_TYPE_URI, FIELD(connect), "URI", NULL,
			    "connect to libvirt at URI, like virsh -c (default: "
			    "qemu:///system)"},
};
const size_t n_command_options = OPTION_COUNT;

#define BIT(row) (1u << OPTION_##row)
#define PRINT_BITS (BIT(FORMAT) | BIT(COLOR))
#define QUIET_BITS (PRINT_BITS | BIT(QUIET))

const struct command commands[] = {
	{"check", "[FILE...]", QUIET_BITS | BIT(STATE), SIZE_MAX, command_check,
	 "check the configuration, with --state also against a host",
	 "  0   valid\n  1   the host cannot do it\n  78  configuration error\n"},
	{"plan", "[FILE...]",
	 QUIET_BITS | BIT(STATE) | BIT(EXPLAIN) | BIT(PF) | BIT(ALLOW_DISRUPTIVE) |
		 BIT(OUTPUT),
	 SIZE_MAX, command_plan,
	 "show what apply would change, without changing anything",
	 "  0   no difference\n  1   impossible or failed\n  2   differences\n"
	 "  75  refused because in use\n  78  configuration error\n"},
	{"apply", "[FILE...]",
	 QUIET_BITS | BIT(WAIT) | BIT(LOCK_WAIT) | BIT(NUMVFS_TIMEOUT) |
		 BIT(ALLOW_UNTRUSTED) | BIT(ALLOW_DISRUPTIVE) | BIT(REVERT_ON_FAILURE) |
		 BIT(CONFIRM) | BIT(PF),
	 SIZE_MAX, command_apply, "apply the configuration, verify it, write libvirt XML",
	 "  0   as configured\n  1   failed, or differences remain\n"
	 "  75  refused because in use\n  78  configuration error\n"},
	{"off", "[PF]",
	 QUIET_BITS | BIT(LOCK_WAIT) | BIT(NUMVFS_TIMEOUT) | BIT(ALLOW_UNTRUSTED) |
		 BIT(ALLOW_DISRUPTIVE) | BIT(DRY_RUN),
	 1, command_off,
	 "remove all VFs of the configured PFs, or of one, as numvfs: 0 would",
	 "  0   no VFs\n  1   failed\n  2   differences (--dry-run)\n"
	 "  75  refused because in use\n  78  configuration error\n"},
	{"free", "VM[/INTERFACE]", QUIET_BITS | BIT(LOCK_WAIT), 1, command_free,
	 "release the VFs of pools that a VM has, so that apply chooses others",
	 "  0   free\n  1   failed, or nothing is assigned\n"
	 "  75  refused because in use\n"},
	{"ready", "VM|VF [FILE...]", QUIET_BITS | BIT(STATE) | BIT(IF_CONFIGURED),
	 SIZE_MAX, command_ready,
	 "check that the VFs of a VM are as configured, before it starts",
	 "  0   as configured\n  1   not as configured, or no such VM\n"
	 "  78  configuration error\n"},
	{"show", "[WHAT]",
	 PRINT_BITS | BIT(STATE) | BIT(DRIVERS) | BIT(NAMES) | BIT(OUTPUT) | BIT(FOR), 1,
	 command_show,
	 "show PFs and VFs, or those with a PCI address, netdev, MAC, name, PF/INDEX or "
	 "VM",
	 "  0   shown\n  1   nothing matches WHAT, or the host cannot be read\n"
	 "  78  bad snapshot\n"},
	{"export", "", BIT(COLOR) | BIT(STATE) | BIT(OUTPUT), 0, command_export,
	 "print a configuration that matches this host's current state",
	 "  0   printed\n  1   the host cannot be read\n  78  bad snapshot\n"},
	{"libvirt", "plan|apply", BIT(COLOR) | BIT(QUIET) | BIT(DRY_RUN) | BIT(CONNECT),
	 1, command_libvirt,
	 "show or change libvirt's definitions of domains and networks, as published by "
	 "apply",
	 "  0   as published\n  1   failed\n  2   differences (plan, --dry-run)\n"},
	{"schema", "", BIT(OUTPUT), 0, command_schema,
	 "print the JSON Schema of the configuration, for editors and CI",
	 "  0   printed\n"},
};
const size_t n_commands = ARRAY_SIZE(commands);

bool command_needs_word(const struct command *command)
{
	return command->arguments[0] != '[' && command->arguments[0] != '\0';
}

bool command_has_option(const struct command *command, size_t row)
{
	return command->options & (1u << row);
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

/* Whether `word` is one of `words`, which are separated by blanks. */
static bool is_one_of(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = words; (at = strstr(at, word)); at++) {
		if (length > 0 && (at == words || at[-1] == ' ') &&
		    (at[length] == ' ' || at[length] == '\0'))
			return true;
	}
	return false;
}

static bool read_seconds(const char *value, long least, int *ret_seconds)
{
	char *end;
	long seconds = strtol(value, &end, 10);

	if (end == value || *end != '\0' || seconds < least || seconds > DAY_S)
		return false;
	*ret_seconds = (int)seconds;
	return true;
}

void command_init_invocation(struct invocation *invocation)
{
	*invocation = (struct invocation){.lock_wait_s = 60, .numvfs_timeout_s = 300};
	report_init(&invocation->report);
}

bool command_set_option(struct invocation *invocation, size_t row, const char *value)
{
	const struct command_option *option = &command_options[row];
	void *field = (char *)invocation + option->offset;

	switch (option->type) {
	case OPTION_TYPE_SWITCH:
		*(bool *)field = true;
		return true;
	case OPTION_TYPE_FILE:
	case OPTION_TYPE_NAME:
	case OPTION_TYPE_URI:
		if (*value)
			*(const char **)field = value;
		return *value;
	case OPTION_TYPE_WORD:
		if (!is_one_of(option->words, value))
			return false;
		*(const char **)field = value;
		return true;
	case OPTION_TYPE_SECONDS:
		return read_seconds(value, 0, field);
	case OPTION_TYPE_DEADLINE:
		return read_seconds(value, 1, field);
	case OPTION_TYPE_FORMAT:
		return report_set_format(field, value);
	case OPTION_TYPE_COLOR:
		return report_set_color(field, value);
	case OPTION_TYPE_DISRUPTION:
		if (value)
			return disruption_parse(value, field);
		*(enum disruption *)field = DISRUPTION_ALLOWED;
		return true;
	}
	return false;
}
