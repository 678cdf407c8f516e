// What numbers a graph computes with.
#pragma once

namespace tributary::lab {

enum class Arithmetic { kFloat32, kBFloat16 };

}  // namespace tributary::lab
