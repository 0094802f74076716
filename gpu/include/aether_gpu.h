/*
 * Ed25519 verification kernels: names, argument lists, launch shapes and scratch sizes.
 *
 * One source serves two builds: clang's PTX module for the CUDA driver API, and a host library that
 * runs the same kernels as plain C++ (aether_gpu_host_run). Both sides read their numbers here.
 *
 * Rule of acceptance: ZIP-215. A and R decode permissively (y modulo p, x = 0 with a sign accepted),
 * S < L, k = SHA-512(R || A || M) over the bytes as received, [8](S B - R - k A) = identity.
 *
 * Every launch is one-dimensional: AETHER_GPU_BLOCK threads a block, AETHER_GPU_GRID(threads)
 * blocks, no shared memory. Surplus threads of the last block do nothing. All pointers are device
 * pointers and belong to the caller; kernels allocate nothing. Buffers need the alignment named
 * beside them (cuMemAlloc gives 256). Kernels of one call sequence go to one stream, in order.
 *
 * Variants: a kernel listed with a suffix exists as NAME_portable (C arithmetic) and NAME_carry
 * (inline-PTX carry chains; on the host the same row structure in C). Both give equal bytes for
 * equal input: compare them on the device before trusting _carry.
 */
#ifndef AETHER_GPU_H
#define AETHER_GPU_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Threads of every block. */
#define AETHER_GPU_BLOCK 128u

/* Blocks for a number of threads. */
#define AETHER_GPU_GRID(threads) (((threads) + AETHER_GPU_BLOCK - 1u) / AETHER_GPU_BLOCK)

/* ---- inputs ----
 * items         n x 96 bytes: A (32) | R (32) | S (32); aligned to 16
 * messages      the messages, one after the other; no alignment
 * message_ends  n exclusive ends into messages, non-decreasing; message i starts at ends[i - 1]
 *               (0 for i = 0). An item whose end lies before its start is invalid. The caller has
 *               checked that the last end is within the buffer.
 */
#define AETHER_GPU_ITEM_BYTES 96u

/* ---- base table: (j + 1) 256^i B at row i, column j, as y + x, y - x, 2 d x y; aligned to 16 ----
 * aether_ed25519_base_table(void *base_table)
 * Once per device: AETHER_GPU_BASE_TABLE_THREADS threads. No variants (portable arithmetic).
 */
#define AETHER_GPU_BASE_ROWS 32u
#define AETHER_GPU_BASE_COLUMNS 128u
#define AETHER_GPU_BASE_TABLE_THREADS (AETHER_GPU_BASE_ROWS * AETHER_GPU_BASE_COLUMNS)
#define AETHER_GPU_BASE_TABLE_BYTES (AETHER_GPU_BASE_TABLE_THREADS * 96u)

/* ---- individual verdicts: n threads ----
 * aether_ed25519_verify_{portable,carry}(
 *     const uint8_t *items, const uint8_t *messages, const uint32_t *message_ends, uint32_t n,
 *     uint8_t *verdicts, const void *base_table)
 * verdicts[i] = 1 where item i is valid, else 0. Sorting the items by the block count of
 * SHA-512, (64 + message length + 17 + 127) / 128, keeps warps from diverging; it is not required.
 */

/* ---- batch: one equation for n items, n <= AETHER_GPU_BATCH_MAX_ITEMS ----
 * Launch in this order, all with the same n and scratch:
 *
 * kernel                              threads                          arguments
 * aether_ed25519_batch_clear          AETHER_GPU_BATCH_CLEAR_THREADS   (void *scratch)
 * aether_ed25519_batch_prepare_V      n                                (items, messages,
 *     message_ends, const uint8_t *coefficients, uint32_t n, uint8_t *decoded, void *scratch)
 * aether_ed25519_batch_allocate       AETHER_GPU_BATCH_ALLOCATE_THREADS (void *scratch)
 * aether_ed25519_batch_order          AETHER_GPU_BATCH_BUCKETS         (void *scratch)
 * aether_ed25519_batch_scatter        n                                (const uint8_t *coefficients,
 *     const uint8_t *decoded, uint32_t n, void *scratch)
 * aether_ed25519_batch_sum_V          AETHER_GPU_BATCH_BUCKETS         (uint32_t n, void *scratch)
 * aether_ed25519_batch_reduce_V       AETHER_GPU_BATCH_REDUCE_THREADS  (void *scratch)
 * aether_ed25519_batch_fold_V         AETHER_GPU_BATCH_FOLD0_THREADS   (void *scratch, uint32_t 0)
 * aether_ed25519_batch_fold_V         AETHER_GPU_BATCH_FOLD1_THREADS   (void *scratch, uint32_t 1)
 * aether_ed25519_batch_finish_V       1                                (void *scratch,
 *     const void *base_table, uint8_t *verdict)
 *
 * coefficients: n x 16 random bytes, fresh for each batch, from a cryptographic generator; aligned
 *               to 16. They must not be predictable by whoever made the signatures.
 * decoded:      n bytes; decoded[i] = 1 where A and R decode and S < L. Other items are invalid and
 *               stay out of the equation.
 * verdict:      one byte: 1 where the equation over the decoded items holds, so that every decoded
 *               item is valid; 0 where at least one is not: verify those one by one.
 * scratch:      AETHER_GPU_BATCH_SCRATCH_BYTES(n) bytes, aligned to 16, contents irrelevant.
 */
#define AETHER_GPU_COEFFICIENT_BYTES 16u
#define AETHER_GPU_BATCH_MAX_ITEMS (1u << 24)

/* Scalars are cut into 20 signed windows of 12 or 13 bits; the first 10 hold a 128-bit coefficient. */
#define AETHER_GPU_BATCH_WINDOWS 20u
#define AETHER_GPU_BATCH_SHORT_WINDOWS 10u
#define AETHER_GPU_BATCH_WINDOW_BUCKETS 4096u
#define AETHER_GPU_BATCH_BUCKETS (AETHER_GPU_BATCH_WINDOWS * AETHER_GPU_BATCH_WINDOW_BUCKETS)
#define AETHER_GPU_BATCH_ALLOCATE_THREADS (AETHER_GPU_BATCH_BUCKETS / 16u)
#define AETHER_GPU_BATCH_REDUCE_THREADS (AETHER_GPU_BATCH_BUCKETS / 16u)
#define AETHER_GPU_BATCH_FOLD0_THREADS (AETHER_GPU_BATCH_REDUCE_THREADS / 16u)
#define AETHER_GPU_BATCH_FOLD1_THREADS (AETHER_GPU_BATCH_FOLD0_THREADS / 16u)

/* The scratch buffer, part by part (byte offsets). */
#define AETHER_GPU_BATCH_COUNTS 0u
#define AETHER_GPU_BATCH_SIZE_BINS 256u
#define AETHER_GPU_BATCH_BINS (AETHER_GPU_BATCH_COUNTS + 4u * AETHER_GPU_BATCH_BUCKETS)
#define AETHER_GPU_BATCH_BIN_CURSORS (AETHER_GPU_BATCH_BINS + 4u * AETHER_GPU_BATCH_SIZE_BINS)
#define AETHER_GPU_BATCH_CURSOR (AETHER_GPU_BATCH_BIN_CURSORS + 4u * AETHER_GPU_BATCH_SIZE_BINS)
#define AETHER_GPU_BATCH_BASE_LANES 256u
#define AETHER_GPU_BATCH_BASE_SUMS (AETHER_GPU_BATCH_CURSOR + 256u)
#define AETHER_GPU_BATCH_CLEARED (AETHER_GPU_BATCH_BASE_SUMS + 64u * AETHER_GPU_BATCH_BASE_LANES)
#define AETHER_GPU_BATCH_CLEAR_THREADS (AETHER_GPU_BATCH_CLEARED / 4u)
#define AETHER_GPU_BATCH_OFFSETS AETHER_GPU_BATCH_CLEARED
#define AETHER_GPU_BATCH_CURSORS (AETHER_GPU_BATCH_OFFSETS + 4u * AETHER_GPU_BATCH_BUCKETS)
#define AETHER_GPU_BATCH_ORDER (AETHER_GPU_BATCH_CURSORS + 4u * AETHER_GPU_BATCH_BUCKETS)
#define AETHER_GPU_BATCH_BUCKET_SUMS (AETHER_GPU_BATCH_ORDER + 4u * AETHER_GPU_BATCH_BUCKETS)
#define AETHER_GPU_BATCH_CHUNK_SUMS \
    (AETHER_GPU_BATCH_BUCKET_SUMS + 128u * AETHER_GPU_BATCH_BUCKETS)
#define AETHER_GPU_BATCH_FOLD0_SUMS \
    (AETHER_GPU_BATCH_CHUNK_SUMS + 128u * AETHER_GPU_BATCH_REDUCE_THREADS)
#define AETHER_GPU_BATCH_FOLD1_SUMS \
    (AETHER_GPU_BATCH_FOLD0_SUMS + 128u * AETHER_GPU_BATCH_FOLD0_THREADS)
#define AETHER_GPU_BATCH_POINTS \
    (AETHER_GPU_BATCH_FOLD1_SUMS + 128u * AETHER_GPU_BATCH_FOLD1_THREADS)
#define AETHER_GPU_BATCH_SCALARS(n) ((uint64_t)AETHER_GPU_BATCH_POINTS + 192u * (uint64_t)(n))
#define AETHER_GPU_BATCH_ENTRIES(n) (AETHER_GPU_BATCH_SCALARS(n) + 32u * (uint64_t)(n))
#define AETHER_GPU_BATCH_SCRATCH_BYTES(n) (AETHER_GPU_BATCH_ENTRIES(n) + 120u * (uint64_t)(n))

/* ---- issue rates: any number of threads ----
 * aether_gpu_issue_rate_imad(uint64_t *sink, uint32_t rounds)   wide 32 x 32 + 64 multiply-adds
 * aether_gpu_issue_rate_dfma(double *sink, uint32_t rounds)     double fused multiply-adds
 * Each thread does AETHER_GPU_ISSUE_RATE_OPERATIONS operations a round in 8 independent chains and
 * writes 8 bytes to sink[thread]: rate = threads x rounds x OPERATIONS / time.
 */
#define AETHER_GPU_ISSUE_RATE_OPERATIONS 128u

/* ---- the host build (libaether_gpu_host.so) ----
 * Kernels are ordinary functions of the names above. aether_gpu_host_run calls one for every thread
 * of a launch, in order, on the calling thread; arguments is the kernelParams array of
 * cuLaunchKernel: one pointer to each argument. Returns 0, or -1 where no kernel has this name.
 * aether_gpu_host_has tells whether a kernel exists (1 or 0). Threads: any, each its own launch.
 */
typedef struct aether_gpu_index
{
    uint32_t block;
    uint32_t thread;
    uint32_t block_threads;
} aether_gpu_index;

int aether_gpu_host_run(const char *kernel, uint32_t grid, uint32_t block, void **arguments);
int aether_gpu_host_has(const char *kernel);

#ifdef __cplusplus
}
#endif

#endif
