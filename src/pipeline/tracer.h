// What a Tracer holds: the catalog snapshot it searches, and what hears the query.
#pragma once

#include "pipeline/listener.h"
#include "pipeline/search.h"
#include "tributary/tracer.h"

namespace tributary {

struct Tracer::State {
  pipeline::Search search;
  pipeline::Listener listener;
};

}  // namespace tributary
