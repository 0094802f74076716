/*
 * The kernels. aether_gpu.h defines their contract; every one returns at once for surplus threads.
 */
#include "batch.cuh"
#include "issue_rate.cuh"

GPU_KERNEL(1) aether_ed25519_base_table(void *base_table)
{
    uint32_t index = gpu_thread_index();
    if (index < AETHER_GPU_BASE_TABLE_THREADS)
    {
        fill_base_entry<portable_arithmetic>(base_table, index);
    }
}

GPU_KERNEL(8) aether_ed25519_batch_clear(void *scratch)
{
    uint32_t index = gpu_thread_index();
    if (index < AETHER_GPU_BATCH_CLEAR_THREADS)
    {
        part_words(scratch, 0)[index] = 0;
    }
}

GPU_KERNEL(8) aether_ed25519_batch_allocate(void *scratch)
{
    uint32_t index = gpu_thread_index();
    if (index < AETHER_GPU_BATCH_ALLOCATE_THREADS)
    {
        allocate_chunk(scratch, index);
    }
}

GPU_KERNEL(8) aether_ed25519_batch_order(void *scratch)
{
    uint32_t index = gpu_thread_index();
    if (index < AETHER_GPU_BATCH_BUCKETS)
    {
        order_bucket(scratch, index);
    }
}

GPU_KERNEL(8) aether_ed25519_batch_scatter(
    const uint8_t *coefficients, const uint8_t *decoded, uint32_t n, void *scratch)
{
    uint32_t index = gpu_thread_index();
    if (index < n && decoded[index] != 0)
    {
        uint32_t scalar[8];
        uint32_t *cursors = part_words(scratch, AETHER_GPU_BATCH_CURSORS);
        uint32_t *entries = part_words(scratch, AETHER_GPU_BATCH_ENTRIES(n));
        gpu_load<8>(scalar, part(scratch, AETHER_GPU_BATCH_SCALARS(n) + 32 * (uint64_t)index));
        scatter_digits(cursors, entries, scalar, AETHER_GPU_BATCH_WINDOWS, 2 * index);
        load_coefficient(scalar, coefficients, index);
        scatter_digits(cursors, entries, scalar, AETHER_GPU_BATCH_SHORT_WINDOWS, 2 * index + 1);
    }
}

GPU_KERNEL(8) aether_gpu_issue_rate_imad(uint64_t *sink, uint32_t rounds)
{
    uint32_t index = gpu_thread_index();
    sink[index] = issue_wide_multiply_adds(index | 1, rounds);
}

GPU_KERNEL(8) aether_gpu_issue_rate_dfma(double *sink, uint32_t rounds)
{
    uint32_t index = gpu_thread_index();
    sink[index] = issue_fused_multiply_adds(index, rounds);
}

#define GPU_VARIANT portable
#define GPU_ARITHMETIC portable_arithmetic
#include "variant.cuh"
#undef GPU_VARIANT
#undef GPU_ARITHMETIC

#define GPU_VARIANT carry
#define GPU_ARITHMETIC carry_arithmetic
#include "variant.cuh"
#undef GPU_VARIANT
#undef GPU_ARITHMETIC
