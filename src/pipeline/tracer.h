// What a Tracer holds: the catalog snapshot it searches.
#pragma once

#include "pipeline/search.h"
#include "tributary/tracer.h"

namespace tributary {

struct Tracer::State {
  pipeline::Search search;
};

}  // namespace tributary
