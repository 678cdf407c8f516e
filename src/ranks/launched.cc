#include <cstdlib>

#include "ranks/ranks.h"

namespace tributary::ranks {

bool is_launched_by_mpi() {
  // Open MPI's own mark, and those of other launchers (PMI, PMIx, Slurm's among them).
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

}  // namespace tributary::ranks
