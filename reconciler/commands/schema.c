/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "commands/commands.h"
#include "config/config.h"

int command_schema(const struct invocation *invocation)
{
	report_schema(&invocation->report, &config_form);
	return EXIT_CONVERGED;
}
