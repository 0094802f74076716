/*
 * What both arithmetics share: constants, canonical form, powers and square roots.
 */
#ifndef AETHER_GPU_FIELD_CUH
#define AETHER_GPU_FIELD_CUH

#include "field_carry.cuh"

/* d = -121665/121666 of the curve -x^2 + y^2 = 1 + d x^2 y^2. */
GPU_CONSTANT field_element curve_d = {
    {
        0x135978a3, 0x75eb4dca, 0x4141d8ab, 0x00700a4d,
        0x7779e898, 0x8cc74079, 0x2b6ffe73, 0x52036cee
    }};

GPU_CONSTANT field_element curve_two_d = {
    {
        0x26b2f159, 0xebd69b94, 0x8283b156, 0x00e0149a,
        0xeef3d130, 0x198e80f2, 0x56dffce7, 0x2406d9dc
    }};

/* 2^((p - 1)/4), a square root of -1. */
GPU_CONSTANT field_element root_of_minus_one = {
    {
        0x4a0ea0b0, 0xc4ee1b27, 0xad2fe478, 0x2f431806,
        0x3dfbd7a7, 0x2b4d0099, 0x4fc1df0b, 0x2b832480
    }};

GPU_FUNCTION void set_small(field_element &r, uint32_t value)
{
    r.limb[0] = value;
    GPU_UNROLL
    for (int i = 1; i < 8; i++)
    {
        r.limb[i] = 0;
    }
}

/* r = a modulo p, below p. */
GPU_FUNCTION void canonicalise(field_element &r, const field_element &a)
{
    // Bit 255 stands for 19; what is left is below 2^255 + 19, so one subtraction of p remains,
    // which shows as a carry into bit 255 when 19 is added.
    uint32_t limb[8];
    uint64_t carry = (a.limb[7] >> 31) * 19;
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        carry += i == 7 ? a.limb[7] & 0x7fffffff : a.limb[i];
        limb[i] = (uint32_t)carry;
        carry >>= 32;
    }

    carry = 19;
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        carry += limb[i];
        carry >>= i == 7 ? 31 : 32;
    }

    carry *= 19;
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        carry += limb[i];
        r.limb[i] = (uint32_t)carry;
        carry >>= 32;
    }

    r.limb[7] &= 0x7fffffff;
}

/* True where a is 0 modulo p. */
GPU_FUNCTION bool is_zero(const field_element &a)
{
    field_element r;
    canonicalise(r, a);
    uint32_t any = 0;
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        any |= r.limb[i];
    }

    return any == 0;
}

GPU_FUNCTION bool is_negative(const field_element &a)
{
    field_element r;
    canonicalise(r, a);
    return (r.limb[0] & 1) != 0;
}

/* r = flag ? a : b. */
GPU_FUNCTION void select(
    field_element &r, bool flag, const field_element &a, const field_element &b)
{
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        r.limb[i] = flag ? a.limb[i] : b.limb[i];
    }
}

template <class F>
GPU_FUNCTION void negate(field_element &r, const field_element &a)
{
    field_element zero;
    set_small(zero, 0);
    F::subtract(r, zero, a);
}

/*
 * The addition chain of both powers as steps: square `count` times, multiply by slot `use`, keep in
 * slot `save`. Slot 0 holds a, slot 1 a^2, later a^11; slot 4 is never used. A loop over steps holds
 * one squaring and one multiplication of code.
 */
#define GPU_POWER_STEP(count, use, save) ((count) | ((use) << 8) | ((save) << 16))
#define GPU_POWER_STEPS 10

GPU_CONSTANT uint32_t power_steps[GPU_POWER_STEPS] = {
    GPU_POWER_STEP(2, 0, 2),   /* a^9 */
    GPU_POWER_STEP(0, 1, 1),   /* a^11 */
    GPU_POWER_STEP(1, 2, 2),   /* 2^5 - 1 */
    GPU_POWER_STEP(5, 2, 3),   /* 2^10 - 1 */
    GPU_POWER_STEP(10, 3, 2),  /* 2^20 - 1 */
    GPU_POWER_STEP(20, 2, 4),  /* 2^40 - 1 */
    GPU_POWER_STEP(10, 3, 2),  /* 2^50 - 1 */
    GPU_POWER_STEP(50, 2, 3),  /* 2^100 - 1 */
    GPU_POWER_STEP(100, 3, 4), /* 2^200 - 1 */
    GPU_POWER_STEP(50, 2, 4),  /* 2^250 - 1 */
};

/* r = a^((2^250 - 1) 2^c + e): inversion (c = 5, e = 11) or (p - 5)/8 (c = 2, e = 1). */
template <class F>
GPU_FUNCTION void power(field_element &r, const field_element &a, bool inversion)
{
    field_element slots[5];
    field_element t;
    slots[0] = a;
    F::square(t, a);
    slots[1] = t;
    GPU_NO_UNROLL
    for (int i = 0; i <= GPU_POWER_STEPS; i++)
    {
        uint32_t last = inversion ? GPU_POWER_STEP(5, 1, 4) : GPU_POWER_STEP(2, 0, 4);
        uint32_t step = i < GPU_POWER_STEPS ? power_steps[i] : last;
        GPU_NO_UNROLL
        for (uint32_t count = step & 0xff; count != 0; count--)
        {
            F::square(t, t);
        }

        field_element factor = slots[(step >> 8) & 0xff];
        F::multiply(t, t, factor);
        slots[step >> 16] = t;
    }

    r = t;
}

/* 1/a, and 0 for a = 0. */
template <class F>
GPU_FUNCTION void invert(field_element &r, const field_element &a)
{
    power<F>(r, a, true);
}

/*
 * r = the non-negative square root of u/v; false where u/v is not a square. For v = 0 true only
 * where u = 0, with root 0. RFC 8032 section 5.1.3: the candidate is u v^3 (u v^7)^((p - 5)/8).
 */
template <class F>
GPU_FUNCTION bool square_root_of_ratio(
    field_element &r, const field_element &u, const field_element &v)
{
    field_element uv3;
    field_element t;
    F::square(t, v);
    F::multiply(t, t, v);
    F::multiply(uv3, t, u);
    F::square(t, t);
    F::multiply(t, t, v);
    F::multiply(t, t, u);
    power<F>(t, t, false);
    F::multiply(r, t, uv3);

    field_element check;
    field_element difference;
    F::square(check, r);
    F::multiply(check, check, v);
    F::subtract(difference, check, u);
    bool is_root = is_zero(difference);
    F::add(difference, check, u);
    bool is_root_of_minus = is_zero(difference);
    F::multiply(t, r, root_of_minus_one);
    select(r, is_root, r, t);
    negate<F>(t, r);
    select(r, is_negative(r), t, r);
    return is_root || is_root_of_minus;
}

#endif
