#ifndef AETHER_BLS_FP_IFMA_H
#define AETHER_BLS_FP_IFMA_H

#include <immintrin.h>

#include "fp_constants.h"

/*
 * Eight elements of the base field of BLS12-381, one a lane.
 *
 * A limb carries 50 bits in a 52-bit multiplier and R is 2^400, so p (381 bits) has 19 bits of
 * room. Hence sums need no carries, and nothing is reduced below p before the end:
 *   tight  limbs below 2^50 + 2^14: every product, and every result of a carry;
 *   loose  limbs below 2^52: a sum or difference of two tight ones; may be multiplied, not added
 *          again.
 * Values are bounded by multiples of p; a product of elements below 512 p is below 4.1 p.
 */
typedef struct
{
    __m512i l[8];
} fp;

#define FP_INLINE static inline __attribute__((always_inline))
#define FP_UNROLL _Pragma("clang loop unroll(full)")

enum
{
    FP_LIMBS = 8,
    FP_BITS = 50,
    FP_COLUMNS = 16,
};

FP_INLINE __m512i fp_limb(const uint64_t *constant, int limb)
{
    return _mm512_set1_epi64((long long)constant[limb]);
}

FP_INLINE __m512i fp_mask(void)
{
    return _mm512_set1_epi64((1ll << FP_BITS) - 1);
}

FP_INLINE void fp_set(fp *r, const uint64_t constant[8])
{
    FP_UNROLL
    for (int i = 0; i < FP_LIMBS; i++)
        r->l[i] = fp_limb(constant, i);
}

/* One parallel pass: enough for limbs of any size, since a carry is far smaller than a limb. */
FP_INLINE void fp_carry_limbs(fp *r, const __m512i t[8])
{
    __m512i mask = fp_mask();
    __m512i carry[FP_LIMBS];
    FP_UNROLL
    for (int i = 0; i < FP_LIMBS - 1; i++)
        carry[i + 1] = _mm512_srli_epi64(t[i], FP_BITS);
    r->l[0] = _mm512_and_si512(t[0], mask);
    FP_UNROLL
    for (int i = 1; i < FP_LIMBS - 1; i++)
        r->l[i] = _mm512_add_epi64(_mm512_and_si512(t[i], mask), carry[i]);
    r->l[FP_LIMBS - 1] = _mm512_add_epi64(t[FP_LIMBS - 1], carry[FP_LIMBS - 1]);
}

/* Columns of a b: t[k] counts 2^(50 k). Each is below 2^59. */
FP_INLINE void fp_columns(__m512i t[FP_COLUMNS], const __m512i *a, const __m512i *b)
{
    __m512i low[FP_COLUMNS], high[FP_COLUMNS];
    FP_UNROLL
    for (int k = 0; k < FP_COLUMNS; k++)
        low[k] = high[k] = _mm512_setzero_si512();
    FP_UNROLL
    for (int i = 0; i < FP_LIMBS; i++)
    {
        FP_UNROLL
        for (int j = 0; j < FP_LIMBS; j++)
        {
            low[i + j] = _mm512_madd52lo_epu64(low[i + j], a[j], b[i]);
            high[i + j + 1] = _mm512_madd52hi_epu64(high[i + j + 1], a[j], b[i]);
        }
    }

    /* The multiplier splits at bit 52, the limbs at bit 50: a high half counts four times. */
    FP_UNROLL
    for (int k = 0; k < FP_COLUMNS; k++)
        t[k] = _mm512_add_epi64(low[k], _mm512_slli_epi64(high[k], 2));
}

/* Columns of a^2; a is tight. */
FP_INLINE void fp_square_columns(__m512i t[FP_COLUMNS], const __m512i *a)
{
    __m512i low[FP_COLUMNS], high[FP_COLUMNS], twice[FP_LIMBS];
    FP_UNROLL
    for (int k = 0; k < FP_COLUMNS; k++)
        low[k] = high[k] = _mm512_setzero_si512();
    FP_UNROLL
    for (int i = 0; i < FP_LIMBS; i++)
        twice[i] = _mm512_add_epi64(a[i], a[i]);
    FP_UNROLL
    for (int i = 0; i < FP_LIMBS; i++)
    {
        low[2 * i] = _mm512_madd52lo_epu64(low[2 * i], a[i], a[i]);
        high[2 * i + 1] = _mm512_madd52hi_epu64(high[2 * i + 1], a[i], a[i]);
        FP_UNROLL
        for (int j = i + 1; j < FP_LIMBS; j++)
        {
            low[i + j] = _mm512_madd52lo_epu64(low[i + j], a[i], twice[j]);
            high[i + j + 1] = _mm512_madd52hi_epu64(high[i + j + 1], a[i], twice[j]);
        }
    }

    FP_UNROLL
    for (int k = 0; k < FP_COLUMNS; k++)
        t[k] = _mm512_add_epi64(low[k], _mm512_slli_epi64(high[k], 2));
}

/*
 * Divides columns by R modulo p into tight limbs. Columns are signed and below 2^60 in size. A
 * non-negative sum gives less than sum / R + 2 p; with `biased`, p is added, and the sum may be as
 * low as -R p / 2.
 *
 * Seven digits are cleared by a multiple N of p with N = -1 mod 2^50: the digit itself is the
 * factor, and only (N + 1) / 2^50 has to be multiplied. N is 50 bits longer than p, so the last
 * digit is cleared by p itself.
 */
FP_INLINE void fp_reduce(fp *r, const __m512i columns[FP_COLUMNS], int biased)
{
    __m512i t[FP_COLUMNS], high[FP_COLUMNS + 1];
    __m512i mask = fp_mask();
    FP_UNROLL
    for (int k = 0; k < FP_COLUMNS; k++)
    {
        t[k] = columns[k];
        high[k] = _mm512_setzero_si512();
    }

    FP_UNROLL
    for (int i = 0; i < FP_LIMBS - 1; i++)
    {
        __m512i digit = _mm512_and_si512(t[i], mask);
        __m512i carry = _mm512_srai_epi64(t[i], FP_BITS);
        carry = _mm512_add_epi64(carry, _mm512_slli_epi64(high[i + 1], 2));
        t[i + 1] = _mm512_add_epi64(t[i + 1], carry);
        FP_UNROLL
        for (int j = 0; j < FP_LIMBS; j++)
        {
            t[i + 1 + j] = _mm512_madd52lo_epu64(t[i + 1 + j], digit, fp_limb(FP_N1, j));
            high[i + 2 + j] = _mm512_madd52hi_epu64(high[i + 2 + j], digit, fp_limb(FP_N1, j));
        }
    }

    const int last = FP_LIMBS - 1;
    __m512i zero = _mm512_setzero_si512();
    __m512i digit = _mm512_madd52lo_epu64(zero, t[last], _mm512_set1_epi64((long long)FP_DIGIT));
    digit = _mm512_and_si512(digit, mask);
    FP_UNROLL
    for (int j = 0; j < FP_LIMBS; j++)
    {
        t[last + j] = _mm512_madd52lo_epu64(t[last + j], digit, fp_limb(FP_P, j));
        high[last + 1 + j] = _mm512_madd52hi_epu64(high[last + 1 + j], digit, fp_limb(FP_P, j));
    }

    t[last + 1] = _mm512_add_epi64(t[last + 1], _mm512_srai_epi64(t[last], FP_BITS));
    FP_UNROLL
    for (int k = FP_LIMBS; k < FP_COLUMNS; k++)
    {
        t[k] = _mm512_add_epi64(t[k], _mm512_slli_epi64(high[k], 2));
        if (biased)
            t[k] = _mm512_add_epi64(t[k], fp_limb(FP_BIAS_COLUMNS, k - FP_LIMBS));
    }

    fp_carry_limbs(r, t + FP_LIMBS);
}

/* a b / R, tight; a and b loose. */
FP_INLINE void fp_mul_inline(fp *r, const fp *a, const fp *b)
{
    __m512i t[FP_COLUMNS];
    fp_columns(t, a->l, b->l);
    fp_reduce(r, t, 0);
}

/* a^2 / R, tight; a tight. */
FP_INLINE void fp_sqr_inline(fp *r, const fp *a)
{
    __m512i t[FP_COLUMNS];
    fp_square_columns(t, a->l);
    fp_reduce(r, t, 0);
}

static __attribute__((noinline)) void fp_mul(fp *r, const fp *a, const fp *b)
{
    fp_mul_inline(r, a, b);
}

static __attribute__((noinline)) void fp_sqr(fp *r, const fp *a)
{
    fp_sqr_inline(r, a);
}

FP_INLINE void fp_carry(fp *r, const fp *a)
{
    fp_carry_limbs(r, a->l);
}

/* a + b, loose; a and b tight. */
FP_INLINE void fp_add(fp *r, const fp *a, const fp *b)
{
    FP_UNROLL
    for (int i = 0; i < FP_LIMBS; i++)
        r->l[i] = _mm512_add_epi64(a->l[i], b->l[i]);
}

/* a - b + 256 p, loose; a and b tight, b below 256 p. */
FP_INLINE void fp_sub(fp *r, const fp *a, const fp *b)
{
    FP_UNROLL
    for (int i = 0; i < FP_LIMBS; i++)
    {
        __m512i biased = _mm512_add_epi64(a->l[i], fp_limb(FP_BIAS_TIGHT, i));
        r->l[i] = _mm512_sub_epi64(biased, b->l[i]);
    }
}

/* Tight a - b + bias, whatever the limbs of a and b; b is not above the bias. */
FP_INLINE void fp_sub_biased(fp *r, const fp *a, const fp *b, const uint64_t bias[8])
{
    __m512i t[FP_LIMBS];
    FP_UNROLL
    for (int i = 0; i < FP_LIMBS; i++)
        t[i] = _mm512_sub_epi64(_mm512_add_epi64(a->l[i], fp_limb(bias, i)), b->l[i]);
    fp_carry_limbs(r, t);
}

/* r - constant if that is not negative, and the lanes where it is not. r has limbs of 50 bits. */
FP_INLINE __mmask8 fp_sub_if_not_less(fp *r, const uint64_t constant[8])
{
    fp d;
    __m512i borrow = _mm512_setzero_si512();
    FP_UNROLL
    for (int i = 0; i < FP_LIMBS; i++)
    {
        __m512i t = _mm512_sub_epi64(_mm512_add_epi64(r->l[i], borrow), fp_limb(constant, i));
        borrow = _mm512_srai_epi64(t, FP_BITS);
        d.l[i] = _mm512_and_si512(t, fp_mask());
    }

    __mmask8 not_less = (__mmask8)~_mm512_movepi64_mask(borrow);
    FP_UNROLL
    for (int i = 0; i < FP_LIMBS; i++)
        r->l[i] = _mm512_mask_mov_epi64(r->l[i], not_less, d.l[i]);
    return not_less;
}

/* a b / R in [0, p), limbs of 50 bits; b is a constant below p and a is loose, below 512 p. */
static __attribute__((noinline)) void fp_mul_canonical(fp *r, const fp *a, const uint64_t b[8])
{
    fp constant;
    fp_set(&constant, b);
    fp_mul_inline(r, a, &constant);
    __m512i carry = _mm512_setzero_si512();
    FP_UNROLL
    for (int i = 0; i < FP_LIMBS; i++)
    {
        __m512i t = _mm512_add_epi64(r->l[i], carry);
        carry = _mm512_srli_epi64(t, FP_BITS);
        r->l[i] = _mm512_and_si512(t, fp_mask());
    }

    /* The product is below 3 p. */
    fp_sub_if_not_less(r, FP_P);
    fp_sub_if_not_less(r, FP_P);
}

/* Lanes that are zero modulo p; a is loose. */
static __mmask8 fp_is_zero(const fp *a)
{
    fp c;
    fp_mul_canonical(&c, a, FP_PLAIN_ONE);
    __m512i any = c.l[0];
    FP_UNROLL
    for (int i = 1; i < FP_LIMBS; i++)
        any = _mm512_or_si512(any, c.l[i]);
    return _mm512_testn_epi64_mask(any, any);
}

/* Lanes in which a = b modulo p; a and b tight, b below 256 p. */
static __mmask8 fp_equal(const fp *a, const fp *b)
{
    fp d;
    fp_sub(&d, a, b);
    return fp_is_zero(&d);
}

enum
{
    /* Odd powers below 2^5, enough for every step of ROOT_STEPS. */
    ROOT_POWERS = 16,
    ROOT_GROUPS = 2,
};

/* Each a^((p - 3) / 4). Two groups, because the steps of one cannot fill the multipliers. */
static void fp_root_powers(fp r[ROOT_GROUPS], const fp a[ROOT_GROUPS])
{
    fp power[ROOT_POWERS][ROOT_GROUPS], square[ROOT_GROUPS];
    for (int g = 0; g < ROOT_GROUPS; g++)
    {
        power[0][g] = a[g];
        fp_sqr(&square[g], &a[g]);
    }

    for (int i = 1; i < ROOT_POWERS; i++)
    {
        for (int g = 0; g < ROOT_GROUPS; g++)
            fp_mul(&power[i][g], &power[i - 1][g], &square[g]);
    }

    for (int g = 0; g < ROOT_GROUPS; g++)
        r[g] = power[ROOT_STEPS[0].power >> 1][g];
    for (unsigned step = 1; step < sizeof(ROOT_STEPS) / sizeof(ROOT_STEPS[0]); step++)
    {
        for (int n = 0; n < ROOT_STEPS[step].squarings; n++)
        {
            for (int g = 0; g < ROOT_GROUPS; g++)
                fp_sqr(&r[g], &r[g]);
        }

        for (int g = 0; ROOT_STEPS[step].power != 0 && g < ROOT_GROUPS; g++)
            fp_mul(&r[g], &r[g], &power[ROOT_STEPS[step].power >> 1][g]);
    }
}

#endif
