// TRIBUTARY_WITH_AVX512: a function for processors with VectorUnit::kVnni, and the intrinsics it is written with.
#pragma once

#ifdef __x86_64__
// g++ 12 takes for mistakes what its own header leaves undefined on purpose (GCC bug 105593).
#ifndef __clang__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#ifndef __clang__
#pragma GCC diagnostic pop
#endif

#define TRIBUTARY_WITH_AVX512 __attribute__((target("avx512bw,avx512vnni")))
#endif
