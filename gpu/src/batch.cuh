/*
 * The batch equation [8](sum z_i R_i + sum (z_i k_i) A_i - (sum z_i S_i) B) = identity as one
 * multi-scalar sum by buckets (Pippenger 1976): each signed digit of a scalar adds its point to
 * bucket |digit| of its window; windows are then joined by doublings.
 *
 * No step synchronises threads within a launch; order between steps is the order of launches.
 */
#ifndef AETHER_GPU_BATCH_CUH
#define AETHER_GPU_BATCH_CUH

#include "verify.cuh"

#define GPU_CHUNK 16u

/* First bit of a window: 9 of 13 bits, 1 of 12 (up to bit 129), 4 of 13, 6 of 12 (up to bit 253).
   The top window of a coefficient below 2^128 and that of a scalar below L so keep one spare bit for
   the carry of the signed digits and spread over all their buckets. */
GPU_FUNCTION uint32_t window_start(uint32_t window)
{
    return window < 10 ? 13 * window : window < 14 ? 129 + 13 * (window - 10) : 181 + 12 * (window - 14);
}

GPU_FUNCTION uint32_t window_bits(uint32_t window)
{
    return window_start(window + 1) - window_start(window);
}

/* scalar[0 .. 8) += half of every window, so that a window less its half is the signed digit. */
GPU_FUNCTION void bias_windows(uint32_t *scalar, uint32_t windows)
{
    uint32_t bias[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    GPU_NO_UNROLL
    for (uint32_t window = 0; window < windows; window++)
    {
        uint32_t bit = window_start(window + 1) - 1;
        bias[bit >> 5] |= 1u << (bit & 31);
    }

    uint64_t carry = 0;
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        carry += (uint64_t)scalar[i] + bias[i];
        scalar[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

/* The signed digit of a biased scalar; the last window takes all bits that remain. */
GPU_FUNCTION int window_digit(const uint32_t *biased, uint32_t window, uint32_t windows)
{
    uint32_t bit = window_start(window);
    uint32_t bits = window_bits(window);
    uint32_t limb = bit >> 5;
    uint64_t pair = biased[limb];
    if (limb < 7)
    {
        pair |= (uint64_t)biased[limb + 1] << 32;
    }

    uint32_t digit = (uint32_t)(pair >> (bit & 31)) & ((1u << (window + 1 == windows ? 16 : bits)) - 1);
    return (int)digit - (1 << (bits - 1));
}

GPU_FUNCTION uint32_t bucket_of(uint32_t window, int digit)
{
    uint32_t magnitude = (uint32_t)(digit < 0 ? -digit : digit);
    return window * AETHER_GPU_BATCH_WINDOW_BUCKETS + magnitude - 1;
}

GPU_FUNCTION uint8_t *part(void *scratch, uint64_t offset)
{
    return static_cast<uint8_t *>(scratch) + offset;
}

GPU_FUNCTION uint32_t *part_words(void *scratch, uint64_t offset)
{
    return reinterpret_cast<uint32_t *>(part(scratch, offset));
}

/* Counts the entries that a scalar will add to each bucket. */
GPU_FUNCTION void count_digits(uint32_t *counts, const uint32_t *scalar, uint32_t windows)
{
    uint32_t biased[8];
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        biased[i] = scalar[i];
    }

    bias_windows(biased, windows);
    GPU_NO_UNROLL
    for (uint32_t window = 0; window < windows; window++)
    {
        int digit = window_digit(biased, window, windows);
        if (digit != 0)
        {
            gpu_atomic_add(counts + bucket_of(window, digit), 1);
        }
    }
}

/* Writes the entries of a scalar: index of its point, times two, plus one where it is subtracted. */
GPU_FUNCTION void scatter_digits(
    uint32_t *cursors, uint32_t *entries, const uint32_t *scalar, uint32_t windows, uint32_t index)
{
    uint32_t biased[8];
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        biased[i] = scalar[i];
    }

    bias_windows(biased, windows);
    GPU_NO_UNROLL
    for (uint32_t window = 0; window < windows; window++)
    {
        int digit = window_digit(biased, window, windows);
        if (digit != 0)
        {
            uint32_t place = gpu_atomic_add(cursors + bucket_of(window, digit), 1);
            entries[place] = 2 * index + (digit < 0 ? 1 : 0);
        }
    }
}

GPU_FUNCTION void load_coefficient(uint32_t *z, const uint8_t *coefficients, uint32_t index)
{
    gpu_load<4>(z, coefficients + (uint64_t)AETHER_GPU_COEFFICIENT_BYTES * index);
    GPU_UNROLL
    for (int i = 4; i < 8; i++)
    {
        z[i] = 0;
    }
}

/* Decodes an item, stores its points (A, then R) and z k, adds z S to the coefficient of B. */
template <class F>
GPU_FUNCTION bool prepare_item(
    const uint8_t *items, const uint8_t *messages, const uint32_t *message_ends,
    const uint8_t *coefficients, uint32_t n, uint32_t index, void *scratch)
{
    decoded_item item;
    if (!decode_item<F>(item, items, messages, message_ends, index))
    {
        return false;
    }

    GPU_NO_UNROLL
    for (uint32_t i = 0; i < 2; i++)
    {
        niels_point niels;
        to_niels<F>(niels, item.x[i], item.y[i]);
        store_niels(part(scratch, AETHER_GPU_BATCH_POINTS + 96 * (2 * (uint64_t)index + i)), niels);
    }

    uint32_t z[8];
    uint32_t product[8];
    load_coefficient(z, coefficients, index);
    multiply_by_coefficient(product, item.s, z);
    uint64_t *sums = reinterpret_cast<uint64_t *>(part(scratch, AETHER_GPU_BATCH_BASE_SUMS));
    sums += 8 * (index % AETHER_GPU_BATCH_BASE_LANES);
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        gpu_atomic_add(sums + i, (uint64_t)product[i]);
    }

    multiply_by_coefficient(product, item.k, z);
    gpu_store<8>(part(scratch, AETHER_GPU_BATCH_SCALARS(n) + 32 * (uint64_t)index), product);
    uint32_t *counts = part_words(scratch, AETHER_GPU_BATCH_COUNTS);
    count_digits(counts, product, AETHER_GPU_BATCH_WINDOWS);
    count_digits(counts, z, AETHER_GPU_BATCH_SHORT_WINDOWS);
    return true;
}

GPU_FUNCTION uint32_t size_bin(uint32_t count)
{
    return count < AETHER_GPU_BATCH_SIZE_BINS ? count : AETHER_GPU_BATCH_SIZE_BINS - 1;
}

/* Gives the buckets of a chunk their ranges of the entry list and counts buckets by size. The order
   of the chunks in the list depends on the schedule; no result does. */
GPU_FUNCTION void allocate_chunk(void *scratch, uint32_t chunk)
{
    const uint32_t *counts = part_words(scratch, AETHER_GPU_BATCH_COUNTS) + GPU_CHUNK * chunk;
    uint32_t *offsets = part_words(scratch, AETHER_GPU_BATCH_OFFSETS) + GPU_CHUNK * chunk;
    uint32_t *cursors = part_words(scratch, AETHER_GPU_BATCH_CURSORS) + GPU_CHUNK * chunk;
    uint32_t *bins = part_words(scratch, AETHER_GPU_BATCH_BINS);
    uint32_t total = 0;
    for (uint32_t i = 0; i < GPU_CHUNK; i++)
    {
        total += counts[i];
        gpu_atomic_add(bins + size_bin(counts[i]), 1);
    }

    uint32_t offset = gpu_atomic_add(part_words(scratch, AETHER_GPU_BATCH_CURSOR), total);
    for (uint32_t i = 0; i < GPU_CHUNK; i++)
    {
        offsets[i] = offset;
        cursors[i] = offset;
        offset += counts[i];
    }
}

/* Puts a bucket into the order of falling sizes, so that the threads of a warp sum equally many. */
GPU_FUNCTION void order_bucket(void *scratch, uint32_t bucket)
{
    const uint32_t *bins = part_words(scratch, AETHER_GPU_BATCH_BINS);
    uint32_t bin = size_bin(part_words(scratch, AETHER_GPU_BATCH_COUNTS)[bucket]);
    uint32_t place = 0;
    for (uint32_t larger = bin + 1; larger < AETHER_GPU_BATCH_SIZE_BINS; larger++)
    {
        place += bins[larger];
    }

    place += gpu_atomic_add(part_words(scratch, AETHER_GPU_BATCH_BIN_CURSORS) + bin, 1);
    part_words(scratch, AETHER_GPU_BATCH_ORDER)[place] = bucket;
}

/* Sums the points of one bucket. */
template <class F>
GPU_FUNCTION void sum_bucket(uint32_t n, void *scratch, uint32_t place)
{
    uint32_t bucket = part_words(scratch, AETHER_GPU_BATCH_ORDER)[place];
    uint32_t count = part_words(scratch, AETHER_GPU_BATCH_COUNTS)[bucket];
    uint32_t offset = part_words(scratch, AETHER_GPU_BATCH_OFFSETS)[bucket];
    const uint32_t *entries = part_words(scratch, AETHER_GPU_BATCH_ENTRIES(n)) + offset;
    point sum;
    set_identity(sum);
    GPU_NO_UNROLL
    for (uint32_t i = 0; i < count; i++)
    {
        niels_point addend;
        uint32_t entry = entries[i];
        load_niels(addend, part(scratch, AETHER_GPU_BATCH_POINTS + 96 * (uint64_t)(entry >> 1)));
        add_niels<F>(sum, addend, (entry & 1) != 0);
    }

    store_point(part(scratch, AETHER_GPU_BATCH_BUCKET_SUMS + 128 * (uint64_t)bucket), sum);
}

/*
 * The share of 16 buckets in the sum of their window: with lowest magnitude m + 1,
 * sum (m + j) S_j = m sum S_j + sum j S_j for j = 1 .. 16, the last by running sums from the top.
 */
template <class F>
GPU_FUNCTION void reduce_chunk(void *scratch, uint32_t chunk)
{
    uint64_t first = (uint64_t)GPU_CHUNK * chunk;
    point running;
    point weighted;
    set_identity(running);
    set_identity(weighted);
    GPU_NO_UNROLL
    for (uint32_t j = GPU_CHUNK; j > 0; j--)
    {
        point bucket;
        load_point(bucket, part(scratch, AETHER_GPU_BATCH_BUCKET_SUMS + 128 * (first + j - 1)));
        add_points<F>(running, bucket);
        add_points<F>(weighted, running);
    }

    uint32_t base = (uint32_t)(first % AETHER_GPU_BATCH_WINDOW_BUCKETS);
    cached_point step;
    point multiple;
    to_cached<F>(step, running);
    set_identity(multiple);
    GPU_NO_UNROLL
    for (int bit = 11; bit >= 0; bit--)
    {
        double_times<F>(multiple, 1);
        if (((base >> bit) & 1) != 0)
        {
            add_cached<F>(multiple, step, false);
        }
    }

    add_points<F>(weighted, multiple);
    store_point(part(scratch, AETHER_GPU_BATCH_CHUNK_SUMS + 128 * (uint64_t)chunk), weighted);
}

/* destination[index] = the sum of 16 points of source from 16 index on. */
template <class F>
GPU_FUNCTION void fold_points(uint8_t *destination, const uint8_t *source, uint32_t index)
{
    point sum;
    set_identity(sum);
    GPU_NO_UNROLL
    for (uint32_t i = 0; i < GPU_CHUNK; i++)
    {
        point addend;
        load_point(addend, source + 128 * ((uint64_t)GPU_CHUNK * index + i));
        add_points<F>(sum, addend);
    }

    store_point(destination + 128 * (uint64_t)index, sum);
}

/* scalar = sum z_i S_i modulo L, from the lanes of the limb sums. */
GPU_FUNCTION void base_coefficient(uint32_t *scalar, void *scratch)
{
    const uint64_t *sums =
        reinterpret_cast<const uint64_t *>(part(scratch, AETHER_GPU_BATCH_BASE_SUMS));
    uint64_t limbs[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    GPU_NO_UNROLL
    for (uint32_t lane = 0; lane < AETHER_GPU_BATCH_BASE_LANES; lane++)
    {
        GPU_UNROLL
        for (int i = 0; i < 8; i++)
        {
            limbs[i] += sums[8 * lane + i];
        }
    }

    uint32_t wide[16];
    uint64_t carry = 0;
    GPU_UNROLL
    for (int i = 0; i < 16; i++)
    {
        carry += i < 8 ? limbs[i & 7] : 0;
        wide[i] = (uint32_t)carry;
        carry >>= 32;
    }

    reduce_wide_scalar(scalar, wide);
}

template <class F>
GPU_FUNCTION bool finish_batch(void *scratch, const void *base_table)
{
    point sum;
    set_identity(sum);
    GPU_NO_UNROLL
    for (int window = AETHER_GPU_BATCH_WINDOWS - 1; window >= 0; window--)
    {
        point addend;
        double_times<F>(sum, (int)window_bits((uint32_t)window));
        load_point(addend, part(scratch, AETHER_GPU_BATCH_FOLD1_SUMS + 128 * (uint64_t)window));
        add_points<F>(sum, addend);
    }

    uint32_t scalar[8];
    base_coefficient(scalar, scratch);
    add_base_multiple<F>(sum, scalar, base_table, true);
    return is_small_order<F>(sum);
}

#endif
