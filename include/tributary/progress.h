// Where a long job says how far it is.
#pragma once

#include <cstdint>
#include <string_view>

namespace tributary {

// Implementations are called from several threads at once and must not throw.
class ProgressListener {
 public:
  virtual ~ProgressListener() = default;

  // A stage begins: so many items, of so many bytes together.
  virtual void begin(std::string_view stage, std::int64_t items, std::int64_t bytes) = 0;
  // So many more seconds of audio were heard.
  virtual void hear(double audio_s) = 0;
  // One more item, of so many bytes, is done or refused.
  virtual void finish_item(std::int64_t bytes) = 0;
};

}  // namespace tributary
