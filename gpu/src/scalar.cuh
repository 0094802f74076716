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

/* s[0 .. 8) += the same word in every limb. */
GPU_FUNCTION void add_to_each_limb(uint32_t *s, uint32_t word)
{
    uint64_t carry = 0;
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        carry += (uint64_t)s[i] + word;
        s[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

#endif
