#ifndef AETHER_BLS_FP2_IFMA_H
#define AETHER_BLS_FP2_IFMA_H

#include "fp_ifma.h"

/* Eight elements of Fp[u] / (u^2 + 1). Tight and loose as in fp_ifma.h, for both parts. */
typedef struct
{
    fp c[2];
} fp2;

/* Columns of products, in memory: three at once do not fit the registers. */
typedef struct
{
    __m512i t[FP_COLUMNS];
} fp_wide;

static __attribute__((noinline)) void fp_mul_wide(fp_wide *r, const fp *a, const fp *b)
{
    fp_columns(r->t, a->l, b->l);
}

/* The columns that the parts of a product are reduced from, by Karatsuba. */
typedef struct
{
    fp_wide real, imaginary, both;
} fp2_wide;

/* a b; a and b tight, below 256 p. */
FP_INLINE void fp2_mul_wide(fp2_wide *r, const fp2 *a, const fp2 *b)
{
    fp a_sum, b_sum;
    fp_add(&a_sum, &a->c[0], &a->c[1]);
    fp_add(&b_sum, &b->c[0], &b->c[1]);
    fp_mul_wide(&r->real, &a->c[0], &b->c[0]);
    fp_mul_wide(&r->imaginary, &a->c[1], &b->c[1]);
    fp_mul_wide(&r->both, &a_sum, &b_sum);
}

/* Reduces a - b. */
FP_INLINE void fp_reduce_difference(fp *r, const fp_wide *a, const fp_wide *b)
{
    __m512i t[FP_COLUMNS];
    FP_UNROLL
    for (int k = 0; k < FP_COLUMNS; k++)
        t[k] = _mm512_sub_epi64(a->t[k], b->t[k]);
    fp_reduce(r, t, 1);
}

FP_INLINE void fp2_reduce_imaginary(fp *r, const fp2_wide *a)
{
    __m512i t[FP_COLUMNS];
    FP_UNROLL
    for (int k = 0; k < FP_COLUMNS; k++)
    {
        t[k] = _mm512_sub_epi64(a->both.t[k], a->real.t[k]);
        t[k] = _mm512_sub_epi64(t[k], a->imaginary.t[k]);
    }

    fp_reduce(r, t, 1);
}

/* a b; a and b tight, below 256 p. Parts below 4.1 p. */
static __attribute__((noinline)) void fp2_mul(fp2 *r, const fp2 *a, const fp2 *b)
{
    fp2_wide wide;
    fp2_mul_wide(&wide, a, b);
    fp_reduce_difference(&r->c[0], &wide.real, &wide.imaginary);
    fp2_reduce_imaginary(&r->c[1], &wide);
}

/* The columns of both parts of a^2; a tight, below 256 p. */
typedef struct
{
    fp_wide c[2];
} fp2_square;

static __attribute__((noinline)) void fp2_sqr_wide(fp2_square *r, const fp2 *a)
{
    fp sum, difference, twice;
    fp_add(&sum, &a->c[0], &a->c[1]);
    fp_sub(&difference, &a->c[0], &a->c[1]);
    fp_add(&twice, &a->c[0], &a->c[0]);
    fp_columns(r->c[0].t, sum.l, difference.l);
    fp_columns(r->c[1].t, twice.l, a->c[1].l);
}

/* a^2; a tight, below 256 p. Parts below 2.5 p. */
static __attribute__((noinline)) void fp2_sqr(fp2 *r, const fp2 *a)
{
    fp sum, difference, twice;
    __m512i t[FP_COLUMNS];
    fp_add(&sum, &a->c[0], &a->c[1]);
    fp_sub(&difference, &a->c[0], &a->c[1]);
    fp_add(&twice, &a->c[0], &a->c[0]);
    fp_columns(t, twice.l, a->c[1].l);
    fp_reduce(&r->c[1], t, 0);
    fp_columns(t, sum.l, difference.l);
    fp_reduce(&r->c[0], t, 0);
}

/* Reduces a - b. */
static __attribute__((noinline)) void fp2_reduce_difference(
    fp2 *r, const fp2_square *a, const fp2_square *b)
{
    fp_reduce_difference(&r->c[0], &a->c[0], &b->c[0]);
    fp_reduce_difference(&r->c[1], &a->c[1], &b->c[1]);
}

/* a b - 8 c, reduced once; a and b tight, below 256 p, and c the square of an element below 5 p. */
static __attribute__((noinline)) void fp2_mul_sub_eight(
    fp2 *r, const fp2 *a, const fp2 *b, const fp2_square *c)
{
    fp2_wide wide;
    fp2_mul_wide(&wide, a, b);
    FP_UNROLL
    for (int k = 0; k < FP_COLUMNS; k++)
    {
        __m512i real = _mm512_sub_epi64(wide.real.t[k], _mm512_slli_epi64(c->c[0].t[k], 3));
        __m512i both = _mm512_sub_epi64(wide.both.t[k], wide.real.t[k]);
        wide.both.t[k] = _mm512_sub_epi64(both, _mm512_slli_epi64(c->c[1].t[k], 3));
        wide.real.t[k] = real;
    }

    fp_reduce_difference(&r->c[0], &wide.real, &wide.imaginary);
    fp_reduce_difference(&r->c[1], &wide.both, &wide.imaginary);
}

static void fp2_carry(fp2 *r, const fp2 *a)
{
    fp_carry(&r->c[0], &a->c[0]);
    fp_carry(&r->c[1], &a->c[1]);
}

/* Tight a + b; a and b loose. */
FP_INLINE void fp2_add(fp2 *r, const fp2 *a, const fp2 *b)
{
    fp2 t;
    fp_add(&t.c[0], &a->c[0], &b->c[0]);
    fp_add(&t.c[1], &a->c[1], &b->c[1]);
    fp2_carry(r, &t);
}

/* Tight a - b + bias; b is not above the bias. */
FP_INLINE void fp2_sub(fp2 *r, const fp2 *a, const fp2 *b, const uint64_t bias[8])
{
    fp_sub_biased(&r->c[0], &a->c[0], &b->c[0], bias);
    fp_sub_biased(&r->c[1], &a->c[1], &b->c[1], bias);
}

/* Lanes in which a = b modulo p; a and b tight, b below 256 p. */
static __mmask8 fp2_equal(const fp2 *a, const fp2 *b)
{
    return fp_equal(&a->c[0], &b->c[0]) & fp_equal(&a->c[1], &b->c[1]);
}

#endif
