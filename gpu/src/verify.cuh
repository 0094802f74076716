/*
 * One signature per thread: decoding, the challenge, and the individual verdict.
 */
#ifndef AETHER_GPU_VERIFY_CUH
#define AETHER_GPU_VERIFY_CUH

#include "point.cuh"
#include "scalar.cuh"
#include "sha512.cuh"

/* What verification needs of an item: A and R in affine coordinates, S, and k. */
struct decoded_item
{
    field_element x[2];
    field_element y[2];
    uint32_t s[8];
    uint32_t k[8];
};

/* False where A or R has no point, S is not below L or the message range runs backwards. */
template <class F>
GPU_FUNCTION bool decode_item(
    decoded_item &item, const uint8_t *items, const uint8_t *messages, const uint32_t *message_ends,
    uint32_t index)
{
    uint32_t words[24];
    gpu_load<24>(words, items + (uint64_t)AETHER_GPU_ITEM_BYTES * index);
    uint32_t start = index == 0 ? 0 : message_ends[index - 1];
    uint32_t end = message_ends[index];
    if (end < start || !is_below_order(words + 16))
    {
        return false;
    }

    uint32_t digest[16];
    sha512_challenge(digest, words + 8, words, messages + start, end - start);
    reduce_wide_scalar(item.k, digest);
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        item.s[i] = words[16 + i];
    }

    // A loop, not two calls: the code of the square root is long.
    bool decoded = true;
    GPU_NO_UNROLL
    for (int i = 0; i < 2; i++)
    {
        uint32_t encoding[8];
        GPU_UNROLL
        for (int j = 0; j < 8; j++)
        {
            encoding[j] = i == 0 ? words[j] : words[8 + j];
        }

        decoded = decode_permissive<F>(item.x[i], item.y[i], encoding) && decoded;
    }

    return decoded;
}

/* p += scalar B, or p -= scalar B; scalar below 2^253, in signed digits to the base 256. */
template <class F>
GPU_FUNCTION void add_base_multiple(
    point &p, const uint32_t *scalar, const void *base_table, bool subtract)
{
    // Adding 128 to every digit first makes the digits minus 128 the signed ones, without carries.
    uint32_t digits[8];
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        digits[i] = scalar[i];
    }

    add_to_each_limb<8>(digits, 0x80808080);
    const uint8_t *row = static_cast<const uint8_t *>(base_table);
    GPU_NO_UNROLL
    for (uint32_t i = 0; i < AETHER_GPU_BASE_ROWS; i++)
    {
        int digit = (int)((digits[i >> 2] >> (8 * (i & 3))) & 0xff) - 128;
        if (digit != 0)
        {
            niels_point entry;
            uint32_t column = (uint32_t)(digit < 0 ? -digit : digit) - 1;
            load_niels(entry, row + 96 * column);
            add_niels<F>(p, entry, (digit < 0) != subtract);
        }

        row += 96 * AETHER_GPU_BASE_COLUMNS;
    }
}

#define GPU_KEY_TABLE 8
#define GPU_HALF_DIGITS 32

/* entries = A, 2 A, ... of an affine point. */
template <class F>
GPU_FUNCTION void fill_multiples(
    cached_point *entries, const field_element &x, const field_element &y)
{
    niels_point step;
    point multiple;
    to_niels<F>(step, x, y);
    multiple.x = x;
    multiple.y = y;
    set_small(multiple.z, 1);
    F::multiply(multiple.t, x, y);
    GPU_NO_UNROLL
    for (int i = 0; i < GPU_KEY_TABLE; i++)
    {
        to_cached<F>(entries[i], multiple);
        add_niels<F>(multiple, step, false);
    }
}

/*
 * p = -v R - u A, or -v R + u A where negative: signed digits to the base 16 of both scalars, one chain
 * of doublings. Both are at most 2^126, so that their biased digits fit 128 bits.
 */
template <class F>
GPU_FUNCTION void multiply_halves(
    point &p, const decoded_item &item, const uint32_t *u, const uint32_t *v, bool negative)
{
    cached_point table[2 * GPU_KEY_TABLE];
    uint32_t digits[8];
    GPU_NO_UNROLL
    for (int i = 0; i < 2; i++)
    {
        fill_multiples<F>(table + GPU_KEY_TABLE * i, item.x[i], item.y[i]);
    }

    GPU_UNROLL
    for (int i = 0; i < 4; i++)
    {
        digits[i] = u[i];
        digits[i + 4] = v[i];
    }

    add_to_each_limb<4>(digits, 0x88888888);
    add_to_each_limb<4>(digits + 4, 0x88888888);
    set_identity(p);
    GPU_NO_UNROLL
    for (int i = GPU_HALF_DIGITS - 1; i >= 0; i--)
    {
        double_times<F>(p, i == GPU_HALF_DIGITS - 1 ? 0 : 4);
        GPU_NO_UNROLL
        for (int half = 0; half < 2; half++)
        {
            int digit = (int)((digits[4 * half + (i >> 3)] >> (4 * (i & 7))) & 15) - 8;
            if (digit != 0)
            {
                int magnitude = digit < 0 ? -digit : digit;
                cached_point entry = table[GPU_KEY_TABLE * half + magnitude - 1];
                add_cached<F>(p, entry, (digit > 0) != (half == 0 && negative));
            }
        }
    }
}

template <class F>
GPU_FUNCTION bool verify_item(
    const uint8_t *items, const uint8_t *messages, const uint32_t *message_ends, uint32_t index,
    const void *base_table)
{
    decoded_item item;
    if (!decode_item<F>(item, items, messages, message_ends, index))
    {
        return false;
    }

    // v (S B - R - k A), v prime to the order of the subgroup: 8 times it is the identity where 8 times
    // the bracket is, whatever the small-order parts of A and R.
    uint32_t u[4];
    uint32_t v[4];
    uint32_t vs[8];
    point sum;
    bool negative = halve_scalar(u, v, item.k);
    multiply_halves<F>(sum, item, u, v, negative);
    multiply_by_coefficient(vs, item.s, v);
    add_base_multiple<F>(sum, vs, base_table, false);
    return is_small_order<F>(sum);
}

/* Entry (row, column) of the base table: (column + 1) 256^row B. */
template <class F>
GPU_FUNCTION void fill_base_entry(void *base_table, uint32_t index)
{
    uint32_t row = index / AETHER_GPU_BASE_COLUMNS;
    uint32_t multiple = index % AETHER_GPU_BASE_COLUMNS + 1;
    point power;
    power.x = base_point_x;
    power.y = base_point_y;
    set_small(power.z, 1);
    F::multiply(power.t, power.x, power.y);
    double_times<F>(power, (int)(8 * row));

    cached_point step;
    point sum;
    to_cached<F>(step, power);
    set_identity(sum);
    GPU_NO_UNROLL
    for (int bit = 7; bit >= 0; bit--)
    {
        double_times<F>(sum, 1);
        if (((multiple >> bit) & 1) != 0)
        {
            add_cached<F>(sum, step, false);
        }
    }

    field_element inverse;
    niels_point entry;
    invert<F>(inverse, sum.z);
    F::multiply(sum.x, sum.x, inverse);
    F::multiply(sum.y, sum.y, inverse);
    to_niels<F>(entry, sum.x, sum.y);
    store_niels(static_cast<uint8_t *>(base_table) + 96 * (uint64_t)index, entry);
}

#endif
