/*
 * The arithmetic of field_portable.cuh by carry chains. Products at even limb positions go to one
 * accumulator and those at odd positions to another, so that in each row the (low, high) halves of
 * neighbouring products abut and one chain runs through the whole row; the two are joined by a
 * single addition at the end.
 */
#ifndef AETHER_GPU_FIELD_CARRY_CUH
#define AETHER_GPU_FIELD_CARRY_CUH

#include "carry_rows.cuh"
#include "field_portable.cuh"

struct carry_arithmetic
{
    static const bool is_carry = true;

    GPU_MEMBER void add(field_element &r, const field_element &a, const field_element &b)
    {
        add_folded(r.limb, a.limb, b.limb);
    }

    GPU_MEMBER void subtract(field_element &r, const field_element &a, const field_element &b)
    {
        subtract_folded(r.limb, a.limb, b.limb);
    }

    GPU_MEMBER void multiply(field_element &r, const field_element &a, const field_element &b)
    {
        const uint32_t *x = a.limb;
        const uint32_t *y = b.limb;
        uint32_t even[16];
        uint32_t odd[16];

        // odd[i] has the weight of limb i + 1. A limb that a row reaches first holds the carry of
        // the row before (even index) or zero, and a product with both added still fits.
        set(even, x[0], x[2], x[4], x[6], y[0]);
        set(odd, x[1], x[3], x[5], x[7], y[0]);
        even[8] = 0;
        even[9] = 0;
        chain4(even + 2, x[1], x[3], x[5], x[7], y[1]);
        odd[8] = chain4_carry(odd, x[0], x[2], x[4], x[6], y[1]);
        GPU_UNROLL
        for (int i = 2; i < 8; i += 2)
        {
            even[i + 8] = chain4_carry(even + i, x[0], x[2], x[4], x[6], y[i]);
            even[i + 9] = 0;
            chain4(even + i + 2, x[1], x[3], x[5], x[7], y[i + 1]);
            odd[i + 7] = 0;
            chain4(odd + i, x[1], x[3], x[5], x[7], y[i]);
            odd[i + 8] = chain4_carry(odd + i, x[0], x[2], x[4], x[6], y[i + 1]);
        }

        join(r, even, odd);
    }

    GPU_MEMBER void square(field_element &r, const field_element &a)
    {
        const uint32_t *x = a.limb;
        uint32_t even[16];
        uint32_t odd[16];

        // The products of two different limbs, once each.
        set(odd, x[1], x[3], x[5], x[7], x[0]);
        set(even + 2, x[2], x[4], x[6], 0, x[0]);
        chain3(even + 4, x[3], x[5], x[7], x[1]);
        odd[8] = chain3_carry(odd + 2, x[2], x[4], x[6], x[1]);
        odd[9] = 0;
        chain3(odd + 4, x[3], x[5], x[7], x[2]);
        even[10] = chain2_carry(even + 6, x[4], x[6], x[2]);
        even[11] = 0;
        chain2(even + 8, x[5], x[7], x[3]);
        odd[10] = chain2_carry(odd + 6, x[4], x[6], x[3]);
        odd[11] = 0;
        chain2(odd + 8, x[5], x[7], x[4]);
        even[12] = chain1_carry(even + 10, x[6], x[4]);
        even[13] = 0;
        chain1(even + 12, x[7], x[5]);
        odd[12] = chain1_carry(odd + 10, x[6], x[5]);
        odd[13] = 0;
        chain1(odd + 12, x[7], x[6]);

        // Their sum is below 2^511, so its double fits.
        uint32_t wide[16];
        wide[1] = odd[0];
        GPU_UNROLL
        for (int i = 2; i < 14; i++)
        {
            wide[i] = even[i];
        }

        wide[14] = 0;
        add_limbs13(wide + 2, odd + 1);
        wide[15] = double_limbs14(wide + 1);
        wide[0] = 0;
        add_squares(wide, x);
        reduce(r, wide);
    }

    /* s[0 .. 8) = (x0, x1, x2, x3) y at every second limb. */
    GPU_MEMBER void set(
        uint32_t *s, uint32_t x0, uint32_t x1, uint32_t x2, uint32_t x3, uint32_t y)
    {
        const uint32_t x[4] = {x0, x1, x2, x3};
        GPU_UNROLL
        for (int i = 0; i < 4; i++)
        {
            uint64_t product = gpu_multiply(x[i], y);
            s[2 * i] = (uint32_t)product;
            s[2 * i + 1] = (uint32_t)(product >> 32);
        }
    }

    /* r = even + 2^32 odd, reduced. */
    GPU_MEMBER void join(field_element &r, uint32_t *even, const uint32_t *odd)
    {
        add_limbs15(even + 1, odd);
        reduce(r, even);
    }

    /* r = wide modulo 2 p, below 2^256. */
    GPU_MEMBER void reduce(field_element &r, uint32_t *wide)
    {
        uint32_t s[9];
        GPU_UNROLL
        for (int i = 0; i < 8; i++)
        {
            s[i] = wide[i];
        }

        s[8] = chain4_carry(s, wide[8], wide[10], wide[12], wide[14], 38);
        chain4(s + 1, wide[9], wide[11], wide[13], wide[15], 38);
        fold_top(s, s[8]);
        GPU_UNROLL
        for (int i = 0; i < 8; i++)
        {
            r.limb[i] = s[i];
        }
    }
};

#endif
