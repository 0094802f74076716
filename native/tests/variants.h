#ifndef AETHER_TESTS_VARIANTS_H
#define AETHER_TESTS_VARIANTS_H

/* The ed25519 kernels of every instruction set, initialised where this processor has it. */
#include "aether_cpu.h"
#include "aether_ed25519.h"

typedef struct
{
    const char* name;
    uint32_t cpu;
    void (*initialise)(void);
    void (*verify)(const uint8_t*, const uint8_t*, const uint8_t*, size_t, uint64_t*);
    void (*decode)(uint8_t*, uint64_t*, const uint8_t*, size_t, size_t);
    size_t (*batch_scratch)(size_t, size_t);
    int (*batch)(const aether_ed25519_batch*, void*);
    void (*multiply_base)(uint8_t*, const uint8_t*, size_t);
} ed25519_variant;

#define ED25519_VARIANT(set, feature)                                                                                  \
    {                                                                                                                  \
        #set, feature, aether_ed25519_initialise_##set, aether_ed25519_verify_##set, aether_ed25519_decode_##set,      \
            aether_ed25519_batch_scratch_##set, aether_ed25519_batch_##set, aether_ed25519_multiply_base_##set         \
    }

enum
{
    ED25519_VARIANTS = 2,
};

static const ed25519_variant ed25519_variants[ED25519_VARIANTS] = {
    ED25519_VARIANT(ifma, AETHER_CPU_IFMA),
    ED25519_VARIANT(avx2, AETHER_CPU_AVX2),
};

static inline int ed25519_is_supported(const ed25519_variant* variant)
{
    return (aether_cpu_features() & variant->cpu) != 0;
}

/* The number of variants that this processor can run. */
static inline int ed25519_initialise_all(void)
{
    int supported = 0;
    for (int i = 0; i < ED25519_VARIANTS; i++)
    {
        if (!ed25519_is_supported(&ed25519_variants[i]))
            continue;
        ed25519_variants[i].initialise();
        supported++;
    }
    return supported;
}

#endif
