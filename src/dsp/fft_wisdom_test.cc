#include "dsp/fft_wisdom.h"

#include <memory>
#include <string>
#include <vector>

#include <fftw3.h>
#include <gtest/gtest.h>

namespace tributary::dsp {
namespace {

std::string plan_of(int length) {
  float* samples = fftwf_alloc_real(static_cast<std::size_t>(length));
  fftwf_complex* spectrum = fftwf_alloc_complex(static_cast<std::size_t>(length) / 2 + 1);
  const fftwf_plan plan = fftwf_plan_dft_r2c_1d(length, samples, spectrum, FFTW_ESTIMATE);
  const std::unique_ptr<char, void (*)(void*)> text(fftwf_sprint_plan(plan), fftwf_free);
  std::string result(text.get());
  fftwf_destroy_plan(plan);
  fftwf_free(samples);
  fftwf_free(spectrum);
  return result;
}

std::string what_fftw_knows() {
  const std::unique_ptr<char, void (*)(void*)> text(fftwf_export_wisdom_to_string(), fftwf_free);
  return text.get();
}

// FFTW's version and what its build and the processor give it to choose from.
std::string first_line(const std::string& wisdom) { return wisdom.substr(0, wisdom.find('\n')); }

// Another plan would round differently.
TEST(FftWisdom, IsWhatFftwPlansByItself) {
  const std::vector<int> lengths = {3072, 1200, 600, 2400};
  fftwf_forget_wisdom();
  std::vector<std::string> by_itself;
  for (const int length : lengths) by_itself.push_back(plan_of(length));
  const bool is_ours = first_line(what_fftw_knows()) == first_line(fft_wisdom());
  fftwf_forget_wisdom();
  EXPECT_EQ(fftwf_import_wisdom_from_string(fft_wisdom()) != 0, is_ours);
  if (!is_ours) GTEST_SKIP() << "another FFTW or processor";
  for (std::size_t i = 0; i < lengths.size(); ++i) EXPECT_EQ(plan_of(lengths[i]), by_itself[i]);
  EXPECT_EQ(what_fftw_knows().size(), std::string(fft_wisdom()).size() + 1) << "knows more than before";
}

}  // namespace
}  // namespace tributary::dsp
