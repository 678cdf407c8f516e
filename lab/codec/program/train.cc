// lab_codec train: a model from music.
#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "lab/codec/codec_trainer.h"
#include "lab/codec/program/jobs.h"

namespace tributary::lab {

CodecJob declare_codec_train(CLI::App& app) {
  auto settings = std::make_shared<CodecTraining>();
  const std::map<std::string, CodecKind> kinds{{"a", CodecKind::kWaveform}, {"b", CodecKind::kSpectral}};
  CLI::App* job = app.add_subcommand("train", "Train a codec on music; goes on from its checkpoint");
  job->add_option("--kind", settings->kind, "a: waveform, b: spectral")
      ->required()
      ->transform(CLI::CheckedTransformer(kinds));
  job->add_option("--audio", settings->audio, "Folders of music; every tenth file is for validation")->required();
  job->add_option("--out", settings->out, "The model file to write")->required();
  job->add_option("--seed", settings->seed, "Of weights, excerpts and order")->capture_default_str();
  job->add_option("--steps", settings->steps, "Steps of the whole schedule")->capture_default_str();
  job->add_option("--minutes", settings->minutes, "End the schedule after so long (0: after its steps)")
      ->capture_default_str();
  job->add_option("--excerpts", settings->excerpts, "Excerpts in a batch")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  job->add_option("--length", settings->excerpt_s, "Seconds of an excerpt")
      ->check(CLI::Range(0.32, 60.0))
      ->capture_default_str();
  job->add_option("--learning-rate", settings->learning_rate, "The highest")->capture_default_str();
  job->add_option("--checkpoint-minutes", settings->checkpoint_minutes, "Between checkpoints")->capture_default_str();
  job->add_option("--threads", settings->threads, "Threads of libtorch")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  return [settings] { return train_codec(*settings); };
}

}  // namespace tributary::lab
