// The processes that do one job together, where mpirun started several.
#pragma once

#include <cstddef>

#include "tributary/result.h"

namespace tributary::ranks {

// One process of a job. Not thread safe; at most one of it lives at a time, and once in the life of a process.
class Ranks {
 public:
  // Joins the others that mpirun started; alone where it started none. kUnsupported where it did and the program was
  // built without MPI, because then each would do the whole job, in each other's way.
  static Result<Ranks> join();
  Ranks(Ranks&& other) noexcept;
  Ranks& operator=(Ranks&&) = delete;
  ~Ranks();

  std::size_t rank() const { return rank_; }
  std::size_t count() const { return count_; }

  // Waits for all; each must call it equally often. The own error where there is one, else kInternal where another has
  // one, so that nobody goes on, or waits, without the rest.
  Result<void> agree(const Result<void>& own) const;

 private:
  Ranks(std::size_t rank, std::size_t count, bool joined) : rank_(rank), count_(count), joined_(joined) {}

  std::size_t rank_ = 0;
  std::size_t count_ = 1;
  bool joined_ = false;
};

// Whether mpirun started this process; its size is known only once it has joined.
bool is_launched_by_mpi();

}  // namespace tributary::ranks
