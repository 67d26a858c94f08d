/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/commands.h"

int command_off(const struct invocation *invocation)
{
	struct invocation off = *invocation;

	off.turns_off = true;
	off.pf = off.n_words > 0 ? off.words[0] : NULL;
	off.n_words = 0;
	return off.dry_run ? command_plan(&off) : command_apply(&off);
}
