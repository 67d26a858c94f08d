/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For functions whose result nobody may ignore. One that may be ignored, with a (void),
 * does not have it: gcc warns of those too. */
#pragma once

#define _must_check_ __attribute__((warn_unused_result))
