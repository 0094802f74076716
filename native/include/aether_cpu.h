#ifndef AETHER_CPU_H
#define AETHER_CPU_H

#include <stdint.h>

/* Instruction sets a kernel file may be compiled for, as bits of aether_cpu_features. */
enum
{
    AETHER_CPU_AVX2 = 1,   /* AVX2, BMI1, BMI2, ADX */
    AETHER_CPU_AVX512 = 2, /* the above and AVX-512 F, BW, DQ, VL, VBMI */
    AETHER_CPU_IFMA = 4,   /* the above and AVX-512 IFMA */
    AETHER_CPU_GFNI = 8,   /* AETHER_CPU_AVX512 and GFNI */
    AETHER_CPU_SHA = 16,   /* SSE4.1 and the SHA instructions */
};

/* What this processor and operating system can run. A kernel of a missing set must not be called. */
uint32_t aether_cpu_features(void);

#endif
