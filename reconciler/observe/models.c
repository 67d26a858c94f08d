/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "observe/models.h"

#include "observe/observe.h"
#include "support/pci-model.h"

enum {
	MODALIAS_MAX = 128
};

void observe_models(struct kernel *kernel, struct arena *arena, struct observed *observed)
{
	for (size_t i = 0; i < observed->n_pfs; i++) {
		struct observed_pf *pf = &observed->pfs[i];
		char dir[PF_DIR_MAX], modalias[MODALIAS_MAX];

		if (!pf->has_pci)
			continue;
		observe_pf_dir(pf, dir);
		if (kernel_read(kernel, modalias, sizeof(modalias), "%s/modalias", dir) >=
		    0)
			pf->model = pci_model(arena, modalias);
	}
}
