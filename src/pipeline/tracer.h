// What a Tracer holds: the catalog snapshot it searches, what hears the query, and what its scores are worth.
#pragma once

#include "pipeline/listener.h"
#include "pipeline/search.h"
#include "trace/calibration.h"
#include "tributary/tracer.h"

namespace tributary {

struct Tracer::State {
  pipeline::Search search;
  pipeline::Listener listener;
  trace::Calibration calibration;
};

}  // namespace tributary
