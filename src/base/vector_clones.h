// TRIBUTARY_VECTOR_CLONES: a function compiled once per generation of vector units, chosen when the program starts.
//
// For loops over integers only: their sums are the same on every machine, while fused and reordered floating-point
// operations would let an answer depend on the processor.
#pragma once

// The sanitizers' runtimes are not ready when the choice is made.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define TRIBUTARY_VECTOR_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TRIBUTARY_VECTOR_CLONES
#endif
