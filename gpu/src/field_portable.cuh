/*
 * Arithmetic modulo 2^256 - 38 = 2 p, p = 2^255 - 19, in eight 32-bit limbs, in plain C: the
 * reference for field_carry.cuh. Values are any integers below 2^256; every result is again below
 * 2^256 and congruent modulo 2 p, so carries out of the top limb are folded at once by 2^256 = 38.
 */
#ifndef AETHER_GPU_FIELD_PORTABLE_CUH
#define AETHER_GPU_FIELD_PORTABLE_CUH

#include "platform.cuh"

struct field_element
{
    uint32_t limb[8];
};

struct portable_arithmetic
{
    static const bool is_carry = false;

    GPU_MEMBER void add(field_element &r, const field_element &a, const field_element &b)
    {
        uint64_t carry = 0;
        GPU_UNROLL
        for (int i = 0; i < 8; i++)
        {
            carry += (uint64_t)a.limb[i] + b.limb[i];
            r.limb[i] = (uint32_t)carry;
            carry >>= 32;
        }

        fold_carry(r, (uint32_t)carry * 38);
    }

    GPU_MEMBER void subtract(
        field_element &r, const field_element &a, const field_element &b)
    {
        uint64_t borrow = 0;
        GPU_UNROLL
        for (int i = 0; i < 8; i++)
        {
            uint64_t difference = (uint64_t)a.limb[i] - b.limb[i] - borrow;
            r.limb[i] = (uint32_t)difference;
            borrow = difference >> 63;
        }

        // A borrow stands for -2^256 = -38. Taking 38 can borrow again only from a value below 38,
        // which leaves one above 2^256 - 38: the second 38 then comes off the lowest limb alone.
        uint64_t take = borrow * 38;
        GPU_UNROLL
        for (int i = 0; i < 8; i++)
        {
            uint64_t difference = (uint64_t)r.limb[i] - take;
            r.limb[i] = (uint32_t)difference;
            take = difference >> 63;
        }

        r.limb[0] -= (uint32_t)take * 38;
    }

    GPU_MEMBER void multiply(
        field_element &r, const field_element &a, const field_element &b)
    {
        uint32_t wide[16];
        uint64_t carry = 0;
        GPU_UNROLL
        for (int j = 0; j < 8; j++)
        {
            carry = gpu_multiply_add(a.limb[0], b.limb[j], carry);
            wide[j] = (uint32_t)carry;
            carry >>= 32;
        }

        wide[8] = (uint32_t)carry;
        GPU_UNROLL
        for (int i = 1; i < 8; i++)
        {
            carry = 0;
            GPU_UNROLL
            for (int j = 0; j < 8; j++)
            {
                carry = gpu_multiply_add(a.limb[i], b.limb[j], carry + wide[i + j]);
                wide[i + j] = (uint32_t)carry;
                carry >>= 32;
            }

            wide[i + 8] = (uint32_t)carry;
        }

        reduce(r, wide);
    }

    GPU_MEMBER void square(field_element &r, const field_element &a)
    {
        uint32_t wide[16];
        uint64_t carry = 0;
        wide[0] = 0;
        GPU_UNROLL
        for (int j = 1; j < 8; j++)
        {
            carry = gpu_multiply_add(a.limb[0], a.limb[j], carry);
            wide[j] = (uint32_t)carry;
            carry >>= 32;
        }

        wide[8] = (uint32_t)carry;
        GPU_UNROLL
        for (int i = 1; i < 7; i++)
        {
            carry = 0;
            GPU_UNROLL
            for (int j = i + 1; j < 8; j++)
            {
                carry = gpu_multiply_add(a.limb[i], a.limb[j], carry + wide[i + j]);
                wide[i + j] = (uint32_t)carry;
                carry >>= 32;
            }

            wide[i + 8] = (uint32_t)carry;
        }

        wide[15] = wide[14] >> 31;
        GPU_UNROLL
        for (int i = 14; i > 0; i--)
        {
            wide[i] = (wide[i] << 1) | (wide[i - 1] >> 31);
        }

        carry = 0;
        GPU_UNROLL
        for (int i = 0; i < 8; i++)
        {
            uint64_t product = gpu_multiply(a.limb[i], a.limb[i]);
            carry += (uint64_t)wide[2 * i] + (uint32_t)product;
            wide[2 * i] = (uint32_t)carry;
            carry >>= 32;
            carry += (uint64_t)wide[2 * i + 1] + (product >> 32);
            wide[2 * i + 1] = (uint32_t)carry;
            carry >>= 32;
        }

        reduce(r, wide);
    }

    /* r = wide modulo 2 p, below 2^256. */
    GPU_MEMBER void reduce(field_element &r, const uint32_t *wide)
    {
        uint64_t carry = 0;
        GPU_UNROLL
        for (int i = 0; i < 8; i++)
        {
            carry = gpu_multiply_add(wide[i + 8], 38, carry + wide[i]);
            r.limb[i] = (uint32_t)carry;
            carry >>= 32;
        }

        fold_carry(r, (uint32_t)carry * 38);
    }

    /* r += amount, modulo 2 p, for amount at most 38 x 39. */
    GPU_MEMBER void fold_carry(field_element &r, uint32_t amount)
    {
        uint64_t carry = amount;
        GPU_UNROLL
        for (int i = 0; i < 8; i++)
        {
            carry += r.limb[i];
            r.limb[i] = (uint32_t)carry;
            carry >>= 32;
        }

        // After an overflow the value is below amount, so this cannot carry out of the lowest limb.
        r.limb[0] += (uint32_t)carry * 38;
    }
};

#endif
