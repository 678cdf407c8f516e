// The plans that FFTW makes for the lengths of the spectra, so that no start of the program has to make them again.
#pragma once

namespace tributary::dsp {

// What fftwf_export_wisdom_to_string() says after FFTW_ESTIMATE has planned the real transforms of 3072, 1200, 600 and
// 2400 samples, which takes 8 ms: for FFTW 3.3.10 with AVX. Any other build or processor refuses it and plans afresh.
const char* fft_wisdom();

}  // namespace tributary::dsp
