/*
 * The kernels that exist once per arithmetic; included once for each, with GPU_VARIANT and
 * GPU_ARITHMETIC defined.
 */
#define GPU_JOIN_NAMES(name, variant) name##_##variant
#define GPU_NAME_OF(name, variant) GPU_JOIN_NAMES(name, variant)
#define GPU_NAME(name) GPU_NAME_OF(name, GPU_VARIANT)

GPU_KERNEL(4) GPU_NAME(aether_ed25519_verify)(
    const uint8_t *items, const uint8_t *messages, const uint32_t *message_ends, uint32_t n,
    uint8_t *verdicts, const void *base_table)
{
    uint32_t index = gpu_thread_index();
    if (index < n)
    {
        verdicts[index] =
            verify_item<GPU_ARITHMETIC>(items, messages, message_ends, index, base_table) ? 1 : 0;
    }
}

GPU_KERNEL(4) GPU_NAME(aether_ed25519_batch_prepare)(
    const uint8_t *items, const uint8_t *messages, const uint32_t *message_ends,
    const uint8_t *coefficients, uint32_t n, uint8_t *decoded, void *scratch)
{
    uint32_t index = gpu_thread_index();
    if (index < n)
    {
        bool is_decoded = prepare_item<GPU_ARITHMETIC>(
            items, messages, message_ends, coefficients, n, index, scratch);
        decoded[index] = is_decoded ? 1 : 0;
    }
}

GPU_KERNEL(4) GPU_NAME(aether_ed25519_batch_sum)(uint32_t n, void *scratch)
{
    uint32_t index = gpu_thread_index();
    if (index < AETHER_GPU_BATCH_BUCKETS)
    {
        sum_bucket<GPU_ARITHMETIC>(n, scratch, index);
    }
}

GPU_KERNEL(1) GPU_NAME(aether_ed25519_batch_reduce)(void *scratch)
{
    uint32_t index = gpu_thread_index();
    if (index < AETHER_GPU_BATCH_REDUCE_THREADS)
    {
        reduce_chunk<GPU_ARITHMETIC>(scratch, index);
    }
}

GPU_KERNEL(1) GPU_NAME(aether_ed25519_batch_fold)(void *scratch, uint32_t level)
{
    uint32_t index = gpu_thread_index();
    uint32_t threads =
        level == 0 ? AETHER_GPU_BATCH_FOLD0_THREADS : AETHER_GPU_BATCH_FOLD1_THREADS;
    uint64_t source = level == 0 ? AETHER_GPU_BATCH_CHUNK_SUMS : AETHER_GPU_BATCH_FOLD0_SUMS;
    uint64_t destination = level == 0 ? AETHER_GPU_BATCH_FOLD0_SUMS : AETHER_GPU_BATCH_FOLD1_SUMS;
    if (index < threads)
    {
        fold_points<GPU_ARITHMETIC>(part(scratch, destination), part(scratch, source), index);
    }
}

GPU_KERNEL(1) GPU_NAME(aether_ed25519_batch_finish)(
    void *scratch, const void *base_table, uint8_t *verdict)
{
    if (gpu_thread_index() == 0)
    {
        *verdict = finish_batch<GPU_ARITHMETIC>(scratch, base_table) ? 1 : 0;
    }
}

#undef GPU_JOIN_NAMES
#undef GPU_NAME_OF
#undef GPU_NAME
