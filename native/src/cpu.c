#include "aether_cpu.h"

#include <cpuid.h>

/* The register state that the operating system saves (XCR0), without needing -mxsave. */
static uint64_t saved_state(void)
{
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return ((uint64_t)high << 32) | low;
}

uint32_t aether_cpu_features(void)
{
    enum
    {
        YMM_STATE = 0x06,
        ZMM_STATE = 0xe6,
    };
    uint32_t a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
        return 0;
    uint64_t state = saved_state();
    const uint32_t sse41 = bit_SSSE3 | bit_SSE4_1;
    const int has_sse41 = (c & sse41) == sse41;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d))
        return 0;

    uint32_t features = has_sse41 && (b & bit_SHA) ? AETHER_CPU_SHA : 0;
    const uint32_t avx2 = bit_AVX2 | bit_BMI | bit_BMI2 | bit_ADX;
    const uint32_t avx512 = bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
    if ((b & avx2) == avx2 && (state & YMM_STATE) == YMM_STATE)
        features |= AETHER_CPU_AVX2;
    if ((features & AETHER_CPU_AVX2) && (b & avx512) == avx512 && (c & bit_AVX512VBMI)
        && (state & ZMM_STATE) == ZMM_STATE)
        features |= AETHER_CPU_AVX512;
    if ((features & AETHER_CPU_AVX512) && (b & bit_AVX512IFMA))
        features |= AETHER_CPU_IFMA;
    if ((features & AETHER_CPU_AVX512) && (c & bit_GFNI))
        features |= AETHER_CPU_GFNI;
    return features;
}
