#ifndef AETHER_BLS_G2_IFMA_H
#define AETHER_BLS_G2_IFMA_H

#include "fp2_ifma.h"

/* Eight points of y^2 = x^3 + 4 (1 + u), Jacobian (x / z^2, y / z^3). Parts tight, below 256 p. */
typedef struct
{
    fp2 x, y, z;
} g2_jacobian;

/* Eight affine points, none of them infinity. */
typedef struct
{
    fp2 x, y;
} g2_affine;

/* Twice the point, "dbl-2009-l" of the Explicit-Formulas Database. z = 0 stays; y is never 0. */
static void g2_double(g2_jacobian *p)
{
    fp2 a, b, d, e, f, t;
    fp2_square c, s;
    fp2_sqr(&a, &p->x);
    fp2_sqr(&b, &p->y);
    fp2_sqr_wide(&c, &b);
    fp2_mul(&t, &p->y, &p->z);
    fp2_add(&p->z, &t, &t);

    fp2_add(&t, &p->x, &b);
    fp2_sqr_wide(&s, &t);
    fp2_reduce_difference(&t, &s, &c);
    for (int i = 0; i < 2; i++)
    {
        fp difference, triple;
        FP_UNROLL
        for (int k = 0; k < FP_LIMBS; k++)
        {
            /* d = 2 (t - a) + 16 p, e = 3 a. */
            __m512i x = _mm512_sub_epi64(t.c[i].l[k], a.c[i].l[k]);
            difference.l[k] = _mm512_add_epi64(_mm512_add_epi64(x, x), fp_limb(FP_BIAS_16, k));
            x = _mm512_add_epi64(a.c[i].l[k], a.c[i].l[k]);
            triple.l[k] = _mm512_add_epi64(x, a.c[i].l[k]);
        }

        fp_carry(&d.c[i], &difference);
        fp_carry(&e.c[i], &triple);
    }

    fp2_sqr(&f, &e);
    for (int i = 0; i < 2; i++)
    {
        fp x, y;
        FP_UNROLL
        for (int k = 0; k < FP_LIMBS; k++)
        {
            /* x = f - 2 d + 64 p. */
            __m512i twice = _mm512_add_epi64(d.c[i].l[k], d.c[i].l[k]);
            x.l[k] = _mm512_add_epi64(f.c[i].l[k], fp_limb(FP_BIAS_64, k));
            x.l[k] = _mm512_sub_epi64(x.l[k], twice);
        }

        fp_carry(&p->x.c[i], &x);
        fp_sub(&y, &d.c[i], &p->x.c[i]);
        fp_carry(&t.c[i], &y);
    }

    fp2_mul_sub_eight(&p->y, &e, &t, &c);
}

/*
 * Adds an affine point, "madd" of the Explicit-Formulas Database without its doublings. Equal and
 * opposite points give z = 0, which every later doubling and addition keeps: the caller sees it at
 * the end.
 */
static void g2_add_affine(g2_jacobian *p, const g2_affine *q)
{
    fp2 zz, h, hh, hhh, r, t, v;
    fp2_sqr(&zz, &p->z);
    fp2_mul(&h, &q->x, &zz);
    fp2_sub(&h, &h, &p->x, FP_BIAS_128);
    fp2_mul(&t, &q->y, &p->z);
    fp2_mul(&r, &t, &zz);
    fp2_sub(&r, &r, &p->y, FP_BIAS_128);
    fp2_sqr(&hh, &h);
    fp2_mul(&hhh, &hh, &h);
    fp2_mul(&v, &p->x, &hh);
    fp2_mul(&t, &p->z, &h);
    p->z = t;

    /* x = r^2 - hhh - 2 v; y = r (v - x) - y hhh. */
    fp2 x, twice;
    fp2_sqr(&x, &r);
    fp2_add(&twice, &v, &v);
    fp2_add(&twice, &twice, &hhh);
    fp2_sub(&x, &x, &twice, FP_BIAS_128);
    fp2_mul(&hhh, &hhh, &p->y);
    p->x = x;
    fp2_sub(&v, &v, &x, FP_BIAS_256);
    fp2_mul(&t, &r, &v);
    fp2_sub(&p->y, &t, &hhh, FP_BIAS_128);
}

/*
 * Lanes of points outside the subgroup, by psi(P) = [x] P (Scott, ePrint 2021/1130; x is negative).
 * `undecided` are lanes in which an addition met equal or opposite points: no point of the subgroup
 * does, but a point of small order can. Its sum is lost, and the result says nothing there.
 */
static __mmask8 g2_outside(const g2_affine *q, __mmask8 *undecided)
{
    const uint64_t parameter = 0xd201000000010000ull;
    g2_jacobian p;
    p.x = q->x;
    p.y = q->y;
    fp_set(&p.z.c[0], FP_ONE);
    for (int k = 0; k < FP_LIMBS; k++)
        p.z.c[1].l[k] = _mm512_setzero_si512();
    for (int bit = 62; bit >= 0; bit--)
    {
        g2_double(&p);
        if ((parameter >> bit) & 1)
            g2_add_affine(&p, q);
    }

    /* psi is (conj(x) / (1 + u)^((p - 1) / 3), conj(y) / (1 + u)^((p - 1) / 2)): -[|x|] P. */
    fp2 psi_x, psi_y, constant, zz, t;
    fp zero;
    for (int k = 0; k < FP_LIMBS; k++)
        zero.l[k] = _mm512_setzero_si512();
    fp_set(&constant.c[1], FP_PSI_X1);
    fp_mul(&psi_x.c[0], &q->x.c[1], &constant.c[1]);
    fp_mul(&psi_x.c[1], &q->x.c[0], &constant.c[1]);
    fp_set(&constant.c[0], FP_PSI_Y0);
    fp_set(&constant.c[1], FP_PSI_Y1);
    t = q->y;
    fp_sub(&t.c[0], &zero, &q->y.c[0]);
    fp_carry(&t.c[0], &t.c[0]);
    fp2_mul(&psi_y, &t, &constant);

    fp2_sqr(&zz, &p.z);
    fp2_mul(&t, &psi_x, &zz);
    __mmask8 same = fp2_equal(&t, &p.x);
    fp2_mul(&t, &psi_y, &zz);
    fp2_mul(&t, &t, &p.z);
    same &= fp2_equal(&t, &p.y);
    *undecided = fp_is_zero(&p.z.c[0]) & fp_is_zero(&p.z.c[1]);
    return (__mmask8)~same;
}

#endif
