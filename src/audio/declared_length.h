// What a file says about its own length, where that can be relied on to tell a whole file from a cut one.
#pragma once

#include <optional>

#include "audio/media_source.h"
#include "tributary/result.h"

namespace tributary::audio {

// The duration the container states for the audio stream, in seconds: from sample counts and indices,
// the last Ogg granule position, a WAV's data chunk or an MP3's Xing header; absent where FFmpeg could only estimate.
std::optional<double> declared_duration_s(const MediaSource& source);

// Refuses an Ogg file whose last whole page does not end its stream: the one sign of a cut Ogg file,
// which states its length nowhere else. Other containers pass.
Result<void> check_ogg_end(const MediaSource& source);

}  // namespace tributary::audio
