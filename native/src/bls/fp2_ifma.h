#ifndef AETHER_BLS_FP2_IFMA_H
#define AETHER_BLS_FP2_IFMA_H

#include "fp_ifma.h"

/* Eight elements of Fp[u] / (u^2 + 1). Tight and loose as in fp_ifma.h, for both parts. */
typedef struct
{
    fp c[2];
} fp2;

/* a b; a and b tight, below 256 p. Parts below 4.1 p. */
static __attribute__((noinline)) void fp2_mul(fp2 *r, const fp2 *a, const fp2 *b)
{
    fp a_sum, b_sum;
    __m512i t0[FP_COLUMNS], t1[FP_COLUMNS], t2[FP_COLUMNS];
    fp_add(&a_sum, &a->c[0], &a->c[1]);
    fp_add(&b_sum, &b->c[0], &b->c[1]);
    fp_columns(t0, a->c[0].l, b->c[0].l);
    fp_columns(t1, a->c[1].l, b->c[1].l);
    fp_columns(t2, a_sum.l, b_sum.l);

    /* The sums below are not negative as numbers, but some of their columns are. */
    FP_UNROLL
    for (int k = 0; k < FP_COLUMNS; k++)
    {
        t2[k] = _mm512_sub_epi64(_mm512_sub_epi64(t2[k], t0[k]), t1[k]);
        t0[k] = _mm512_sub_epi64(t0[k], t1[k]);
    }

    fp_reduce(&r->c[0], t0, 1, 0);
    fp_reduce(&r->c[1], t2, 1, 0);
}

/* a^2; a tight, below 256 p. Parts below 4.1 p. */
static __attribute__((noinline)) void fp2_sqr(fp2 *r, const fp2 *a)
{
    fp sum, difference, twice;
    __m512i t[FP_COLUMNS];
    fp_add(&sum, &a->c[0], &a->c[1]);
    fp_sub(&difference, &a->c[0], &a->c[1]);
    fp_add(&twice, &a->c[0], &a->c[0]);
    fp_columns(t, twice.l, a->c[1].l);
    fp_reduce(&r->c[1], t, 0, 0);
    fp_columns(t, sum.l, difference.l);
    fp_reduce(&r->c[0], t, 0, 0);
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
