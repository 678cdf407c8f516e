#define OMPI_SKIP_MPICXX 1  // the C++ bindings, which nobody needs and which warn

#include <mpi.h>

#include <utility>

#include "ranks/ranks.h"

namespace tributary::ranks {

Result<Ranks> Ranks::join() {
  if (!is_launched_by_mpi()) return Ranks(0, 1, false);
  int rank = 0;
  int count = 1;
  if (MPI_Init(nullptr, nullptr) != MPI_SUCCESS || MPI_Comm_rank(MPI_COMM_WORLD, &rank) != MPI_SUCCESS ||
      MPI_Comm_size(MPI_COMM_WORLD, &count) != MPI_SUCCESS)
    return Error{ErrorCode::kInternal, "MPI cannot be started"};
  return Ranks(static_cast<std::size_t>(rank), static_cast<std::size_t>(count), true);
}

Ranks::Ranks(Ranks&& other) noexcept
    : rank_(other.rank_), count_(other.count_), joined_(std::exchange(other.joined_, false)) {}

Ranks::~Ranks() {
  if (joined_) MPI_Finalize();
}

Result<void> Ranks::agree(const Result<void>& own) const {
  int well = own ? 1 : 0;
  int all_well = well;
  if (joined_ && MPI_Allreduce(&well, &all_well, 1, MPI_INT, MPI_LAND, MPI_COMM_WORLD) != MPI_SUCCESS)
    return Error{ErrorCode::kInternal, "MPI lost another rank"};
  if (!own) return own.error();
  if (all_well == 0) return Error{ErrorCode::kInternal, "another rank has failed, and says why"};
  return {};
}

}  // namespace tributary::ranks
