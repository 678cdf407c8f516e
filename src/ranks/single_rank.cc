// Where the program is built without MPI.
#include "ranks/ranks.h"

namespace tributary::ranks {

Result<Ranks> Ranks::join() {
  if (is_launched_by_mpi())
    return Error{ErrorCode::kUnsupported,
                 "this program was built without MPI, and mpirun would have it do everything several times: install "
                 "libopenmpi-dev and build it again"};
  return Ranks(0, 1, false);
}

Ranks::Ranks(Ranks&& other) noexcept = default;
Ranks::~Ranks() = default;

Result<void> Ranks::agree(const Result<void>& own) const { return own; }

}  // namespace tributary::ranks
