/*
 * What the integer and the double pipes sustain: eight independent chains a thread, so that latency
 * hides behind issue at any useful occupancy.
 */
#ifndef AETHER_GPU_ISSUE_RATE_CUH
#define AETHER_GPU_ISSUE_RATE_CUH

#include "platform.cuh"

#define GPU_RATE_CHAINS 8
#define GPU_RATE_STEPS (AETHER_GPU_ISSUE_RATE_OPERATIONS / GPU_RATE_CHAINS)

GPU_FUNCTION uint64_t issue_wide_multiply_adds(uint32_t seed, uint32_t rounds)
{
    uint64_t chain[GPU_RATE_CHAINS];
    GPU_UNROLL
    for (uint32_t i = 0; i < GPU_RATE_CHAINS; i++)
    {
        chain[i] = seed + i;
    }

    GPU_NO_UNROLL
    for (uint32_t round = 0; round < rounds; round++)
    {
        GPU_UNROLL
        for (int step = 0; step < (int)GPU_RATE_STEPS; step++)
        {
            GPU_UNROLL
            for (int i = 0; i < GPU_RATE_CHAINS; i++)
            {
                chain[i] = gpu_multiply_add((uint32_t)chain[i], seed, chain[i]);
            }
        }
    }

    uint64_t sum = 0;
    GPU_UNROLL
    for (int i = 0; i < GPU_RATE_CHAINS; i++)
    {
        sum += chain[i];
    }

    return sum;
}

GPU_FUNCTION double issue_fused_multiply_adds(uint32_t seed, uint32_t rounds)
{
    double chain[GPU_RATE_CHAINS];
    double factor = 1.0 - 1e-9 * seed;
    GPU_UNROLL
    for (int i = 0; i < GPU_RATE_CHAINS; i++)
    {
        chain[i] = 1.0 + i;
    }

    GPU_NO_UNROLL
    for (uint32_t round = 0; round < rounds; round++)
    {
        GPU_UNROLL
        for (int step = 0; step < (int)GPU_RATE_STEPS; step++)
        {
            GPU_UNROLL
            for (int i = 0; i < GPU_RATE_CHAINS; i++)
            {
                chain[i] = __builtin_fma(chain[i], factor, 1e-3);
            }
        }
    }

    double sum = 0;
    GPU_UNROLL
    for (int i = 0; i < GPU_RATE_CHAINS; i++)
    {
        sum += chain[i];
    }

    return sum;
}

#endif
