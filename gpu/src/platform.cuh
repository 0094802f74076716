/*
 * What differs between the device build (clang, no CUDA toolkit) and the host build: function
 * attributes, thread indices and atomics.
 */
#ifndef AETHER_GPU_PLATFORM_CUH
#define AETHER_GPU_PLATFORM_CUH

#include <stdint.h>

#include "aether_gpu.h"

#if defined(__CUDA__)

#define GPU_FUNCTION static __attribute__((device, always_inline)) inline
#define GPU_CALL static __attribute__((device, noinline))
#define GPU_MEMBER static __attribute__((device, always_inline)) inline
#define GPU_KERNEL(blocks) \
    extern "C" __attribute__((global, launch_bounds(AETHER_GPU_BLOCK, blocks))) void
#define GPU_CONSTANT static __attribute__((constant)) const
#define GPU_UNROLL _Pragma("unroll")
#define GPU_NO_UNROLL _Pragma("nounroll")

GPU_FUNCTION uint32_t gpu_thread_index()
{
    return __nvvm_read_ptx_sreg_ctaid_x() * __nvvm_read_ptx_sreg_ntid_x()
        + __nvvm_read_ptx_sreg_tid_x();
}

#else

#define GPU_FUNCTION static inline
#define GPU_CALL static
#define GPU_MEMBER static inline
#define GPU_KERNEL(blocks) extern "C" __attribute__((visibility("default"))) void
#define GPU_CONSTANT static const
#define GPU_UNROLL
#define GPU_NO_UNROLL

extern thread_local aether_gpu_index t_aether_gpu_index;

GPU_FUNCTION uint32_t gpu_thread_index()
{
    return t_aether_gpu_index.block * t_aether_gpu_index.block_threads + t_aether_gpu_index.thread;
}

#endif

/* 16 bytes in one access. */
typedef uint32_t gpu_quad __attribute__((vector_size(16), may_alias));

/* a b and a b + c, each one instruction; plain C makes 64-bit multiplications of them. */
GPU_FUNCTION uint64_t gpu_multiply(uint32_t a, uint32_t b)
{
#if defined(__CUDA__)
    uint64_t product;
    asm("mul.wide.u32 %0, %1, %2;" : "=l"(product) : "r"(a), "r"(b));
    return product;
#else
    return (uint64_t)a * b;
#endif
}

GPU_FUNCTION uint64_t gpu_multiply_add(uint32_t a, uint32_t b, uint64_t c)
{
#if defined(__CUDA__)
    uint64_t sum;
    asm("mad.wide.u32 %0, %1, %2, %3;" : "=l"(sum) : "r"(a), "r"(b), "l"(c));
    return sum;
#else
    return (uint64_t)a * b + c;
#endif
}

/* x rotated right by 0 < count < 64, count known to the compiler: two funnel shifts. */
GPU_FUNCTION uint64_t gpu_rotate_right(uint64_t x, uint32_t count)
{
#if defined(__CUDA__)
    uint32_t low = (uint32_t)(count < 32 ? x : x >> 32);
    uint32_t high = (uint32_t)(count < 32 ? x >> 32 : x);
    uint32_t rotated_low;
    uint32_t rotated_high;
    uint32_t bits = count & 31;
    asm("shf.r.wrap.b32 %0, %1, %2, %3;" : "=r"(rotated_low) : "r"(low), "r"(high), "r"(bits));
    asm("shf.r.wrap.b32 %0, %1, %2, %3;" : "=r"(rotated_high) : "r"(high), "r"(low), "r"(bits));
    return ((uint64_t)rotated_high << 32) | rotated_low;
#else
    return (x >> count) | (x << (64 - count));
#endif
}

/* The upper half of (high : low) shifted left by bits, 0 to 31. */
GPU_FUNCTION uint32_t gpu_funnel_left(uint32_t low, uint32_t high, uint32_t bits)
{
#if defined(__CUDA__)
    uint32_t shifted;
    asm("shf.l.wrap.b32 %0, %1, %2, %3;" : "=r"(shifted) : "r"(low), "r"(high), "r"(bits));
    return shifted;
#else
    return (uint32_t)(((((uint64_t)high << 32) | low) << bits) >> 32);
#endif
}

GPU_FUNCTION uint32_t gpu_atomic_add(uint32_t *target, uint32_t value)
{
    return __atomic_fetch_add(target, value, __ATOMIC_RELAXED);
}

GPU_FUNCTION void gpu_atomic_add(uint64_t *target, uint64_t value)
{
    (void)__atomic_fetch_add(target, value, __ATOMIC_RELAXED);
}

/* words must be a multiple of 4; source aligned to 16. */
template <int words>
GPU_FUNCTION void gpu_load(uint32_t *destination, const void *source)
{
    const gpu_quad *quads = static_cast<const gpu_quad *>(source);
    GPU_UNROLL
    for (int i = 0; i < words / 4; i++)
    {
        gpu_quad quad = quads[i];
        destination[4 * i] = quad[0];
        destination[4 * i + 1] = quad[1];
        destination[4 * i + 2] = quad[2];
        destination[4 * i + 3] = quad[3];
    }
}

template <int words>
GPU_FUNCTION void gpu_store(void *destination, const uint32_t *source)
{
    gpu_quad *quads = static_cast<gpu_quad *>(destination);
    GPU_UNROLL
    for (int i = 0; i < words / 4; i++)
    {
        gpu_quad quad = {source[4 * i], source[4 * i + 1], source[4 * i + 2], source[4 * i + 3]};
        quads[i] = quad;
    }
}

#endif
