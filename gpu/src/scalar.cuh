/*
 * Integers modulo L = 2^252 + 27742317777372353535851937790883648493 in 32-bit limbs.
 */
#ifndef AETHER_GPU_SCALAR_CUH
#define AETHER_GPU_SCALAR_CUH

#include "platform.cuh"

GPU_CONSTANT uint32_t order_limbs[9] = {
    0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de,
    0x00000000, 0x00000000, 0x00000000, 0x10000000,
    0x00000000};

/* floor(2^512 / L). */
GPU_CONSTANT uint32_t order_reciprocal[9] = {
    0x0a2c131b, 0xed9ce5a3, 0x086329a7, 0x2106215d,
    0xffffffeb, 0xffffffff, 0xffffffff, 0xffffffff,
    0x0000000f};

/* r = r - L where r >= L, for nine limbs. */
GPU_FUNCTION void subtract_order_once(uint32_t *r)
{
    uint32_t difference[9];
    uint64_t borrow = 0;
    GPU_UNROLL
    for (int i = 0; i < 9; i++)
    {
        uint64_t d = (uint64_t)r[i] - order_limbs[i] - borrow;
        difference[i] = (uint32_t)d;
        borrow = d >> 63;
    }

    GPU_UNROLL
    for (int i = 0; i < 9; i++)
    {
        r[i] = borrow != 0 ? r[i] : difference[i];
    }
}

GPU_FUNCTION bool is_below_order(const uint32_t *s)
{
    uint64_t borrow = 0;
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        borrow = ((uint64_t)s[i] - order_limbs[i] - borrow) >> 63;
    }

    return borrow != 0;
}

/*
 * r[0 .. 8) = x[0 .. 16) modulo L. Barrett's reduction (Handbook of Applied Cryptography 14.42) with
 * base 2^32 and 8 limbs: the quotient is at most 2 too small.
 */
GPU_FUNCTION void reduce_wide_scalar(uint32_t *r, const uint32_t *x)
{
    uint32_t product[18];
    GPU_UNROLL
    for (int i = 0; i < 18; i++)
    {
        product[i] = 0;
    }

    GPU_UNROLL
    for (int i = 0; i < 9; i++)
    {
        uint64_t carry = 0;
        GPU_UNROLL
        for (int j = 0; j < 9; j++)
        {
            carry = gpu_multiply_add(x[7 + i], order_reciprocal[j], carry + product[i + j]);
            product[i + j] = (uint32_t)carry;
            carry >>= 32;
        }

        product[i + 9] = (uint32_t)carry;
    }

    // The quotient is product[9 .. 18); only nine limbs of quotient times L matter.
    uint32_t multiple[9];
    GPU_UNROLL
    for (int i = 0; i < 9; i++)
    {
        multiple[i] = 0;
    }

    GPU_UNROLL
    for (int i = 0; i < 9; i++)
    {
        uint64_t carry = 0;
        GPU_UNROLL
        for (int j = 0; j < 9 - i; j++)
        {
            carry = gpu_multiply_add(product[9 + i], order_limbs[j], carry + multiple[i + j]);
            multiple[i + j] = (uint32_t)carry;
            carry >>= 32;
        }
    }

    uint32_t remainder[9];
    uint64_t borrow = 0;
    GPU_UNROLL
    for (int i = 0; i < 9; i++)
    {
        uint64_t d = (uint64_t)x[i] - multiple[i] - borrow;
        remainder[i] = (uint32_t)d;
        borrow = d >> 63;
    }

    subtract_order_once(remainder);
    subtract_order_once(remainder);
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        r[i] = remainder[i];
    }
}

/* r[0 .. 8) = a b modulo L for eight limbs of a and four of b. */
GPU_FUNCTION void multiply_by_coefficient(uint32_t *r, const uint32_t *a, const uint32_t *b)
{
    uint32_t product[16];
    GPU_UNROLL
    for (int i = 0; i < 16; i++)
    {
        product[i] = 0;
    }

    GPU_UNROLL
    for (int i = 0; i < 4; i++)
    {
        uint64_t carry = 0;
        GPU_UNROLL
        for (int j = 0; j < 8; j++)
        {
            carry = gpu_multiply_add(b[i], a[j], carry + product[i + j]);
            product[i + j] = (uint32_t)carry;
            carry >>= 32;
        }

        product[i + 8] = (uint32_t)carry;
    }

    reduce_wide_scalar(r, product);
}

/* s += the same word in every limb. */
template <int limbs>
GPU_FUNCTION void add_to_each_limb(uint32_t *s, uint32_t word)
{
    uint64_t carry = 0;
    GPU_UNROLL
    for (int i = 0; i < limbs; i++)
    {
        carry += (uint64_t)s[i] + word;
        s[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

#define GPU_HALF_BITS 126

template <int limbs>
GPU_FUNCTION int bit_length(const uint32_t *x)
{
    uint32_t top = 0;
    int base = 0;
    GPU_UNROLL
    for (int i = 0; i < limbs; i++)
    {
        base = x[i] != 0 ? 32 * i + 32 : base;
        top = x[i] != 0 ? x[i] : top;
    }

    return top == 0 ? 0 : base - __builtin_clz(top);
}

template <int limbs>
GPU_FUNCTION bool is_below(const uint32_t *a, const uint32_t *b)
{
    uint64_t borrow = 0;
    GPU_UNROLL
    for (int i = 0; i < limbs; i++)
    {
        borrow = ((uint64_t)a[i] - b[i] - borrow) >> 63;
    }

    return borrow != 0;
}

/* r = a << distance, which must fit; distances of 32 and more are rare. */
template <int limbs>
GPU_FUNCTION void shift_copy(uint32_t *r, const uint32_t *a, int distance)
{
    GPU_UNROLL
    for (int i = limbs - 1; i > 0; i--)
    {
        r[i] = gpu_funnel_left(a[i - 1], a[i], (uint32_t)distance & 31);
    }

    r[0] = a[0] << (distance & 31);
    GPU_NO_UNROLL
    for (int moves = distance >> 5; moves > 0; moves--)
    {
        GPU_UNROLL
        for (int i = limbs - 1; i > 0; i--)
        {
            r[i] = r[i - 1];
        }

        r[0] = 0;
    }
}

/* Exchanges a and b where the flag is set. */
template <int limbs>
GPU_FUNCTION void exchange(uint32_t *a, uint32_t *b, bool flag)
{
    GPU_UNROLL
    for (int i = 0; i < limbs; i++)
    {
        uint32_t low = flag ? b[i] : a[i];
        b[i] = flag ? a[i] : b[i];
        a[i] = low;
    }
}

/*
 * Half-size scalars for k < L: v k = u, or v k = -u where the result is true, modulo L, with
 * u < 2^126 and 0 < v <= 2^126 in four limbs each. A relation [k]A + ... multiplied by v then needs half
 * the doublings (Antipa, Brown, Gallant, Lambert, Struik, Vanstone 2005).
 *
 * The extended Euclidean algorithm on (L, k) by shifted subtractions, stopped half way. Throughout
 * r0 t1 + r1 t0 = L with nothing negative, so v = t1 <= L / r0 and r0 >= 2^126 at the end. A pass
 * shortens r0 by a bit at least, so there are at most 254.
 */
GPU_FUNCTION bool halve_scalar(uint32_t *u, uint32_t *v, const uint32_t *k)
{
    uint32_t r0[8];
    uint32_t r1[8];
    uint32_t t0[4] = {0, 0, 0, 0};
    uint32_t t1[4] = {1, 0, 0, 0};
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        r0[i] = order_limbs[i];
        r1[i] = k[i];
    }

    bool negative = false;
    int length0 = 253;
    int length1 = bit_length<8>(r1);
    GPU_NO_UNROLL
    while (length1 > GPU_HALF_BITS)
    {
        // Where r1 << distance is above r0, half of it is not: r0 >= r1 rules out distance 0.
        uint32_t difference[8];
        uint32_t addend[4];
        int distance = length0 - length1;
        shift_copy<8>(difference, r1, distance);
        distance -= is_below<8>(r0, difference) ? 1 : 0;
        shift_copy<8>(difference, r1, distance);
        shift_copy<4>(addend, t1, distance);

        uint64_t carry = 0;
        GPU_UNROLL
        for (int i = 0; i < 4; i++)
        {
            carry += (uint64_t)t0[i] + addend[i];
            t0[i] = (uint32_t)carry;
            carry >>= 32;
        }

        uint64_t borrow = 0;
        GPU_UNROLL
        for (int i = 0; i < 8; i++)
        {
            borrow = (uint64_t)r0[i] - difference[i] - borrow;
            r0[i] = (uint32_t)borrow;
            borrow >>= 63;
        }

        bool is_smaller = is_below<8>(r0, r1);
        length0 = bit_length<8>(r0);
        int longer = length0 > length1 ? length0 : length1;
        length1 = is_smaller ? length0 : length1;
        length0 = longer;
        exchange<8>(r0, r1, is_smaller);
        exchange<4>(t0, t1, is_smaller);
        negative = negative != is_smaller;
    }

    GPU_UNROLL
    for (int i = 0; i < 4; i++)
    {
        u[i] = r1[i];
        v[i] = t1[i];
    }

    return negative;
}

#endif
