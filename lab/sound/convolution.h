// Convolution of long signals by fast Fourier transforms.
#pragma once

#include <span>
#include <vector>

namespace tributary::lab {

// signal[0..n) * response[0..m), all n + m - 1 samples; empty where either is. Samples may be off by some 1e-6 of the
// largest (Cooley and Tukey 1965, in double precision).
std::vector<float> convolved(std::span<const float> signal, std::span<const float> response);

}  // namespace tributary::lab
