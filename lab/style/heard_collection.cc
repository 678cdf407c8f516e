#include "lab/style/heard_collection.h"

#include <atomic>
#include <cstdio>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/parallel.h"
#include "dsp/constant_q.h"

namespace tributary::lab {

HeardCollection hear_collection(std::vector<StyleTrack> tracks, const HearingOptions& options) {
  std::vector<HeardTrack> heard(tracks.size());
  std::vector<std::string> problems(tracks.size());
  std::atomic<std::size_t> done{0};
  base::parallel_for(tracks.size(), options.jobs, [&](std::size_t i) {
    const auto levels = levels_of_file(tracks[i].path);
    if (!levels) {
      problems[i] = levels.error().message;
    } else if (levels->size() < encoder::kStyleWindowFrames * dsp::kConstantQBins) {
      problems[i] = tracks[i].path.string() + ": lasts less than 15 s";
    } else {
      heard[i] = hear(*levels, options.seed * 1000003 + i);
    }
    const std::size_t count = ++done;
    if (count % 20 == 0 || count == tracks.size())
      fmt::print(stderr, "\rlistening {}/{}{}", count, tracks.size(), count == tracks.size() ? "\n" : "");
  });
  HeardCollection collection;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (!problems[i].empty()) {
      fmt::print(stderr, "left out: {}\n", problems[i]);
      continue;
    }
    collection.tracks.push_back(std::move(tracks[i]));
    collection.heard.push_back(std::move(heard[i]));
  }
  return collection;
}

}  // namespace tributary::lab
