/*
 * Points of -x^2 + y^2 = 1 + d x^2 y^2, one in each lane, over the lane field included before this file.
 * The formulas are complete: they hold for every pair of points, so that hostile points need no special case.
 * Source: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited" (2008), section 3.
 */

static const uint64_t FE_D[5] = {
    0x34dca135978a3ULL, 0x1a8283b156ebdULL, 0x5e7a26001c029ULL, 0x739c663a03cbbULL, 0x52036cee2b6ffULL};
static const uint64_t FE_TWO_D[5] = {
    0x69b9426b2f159ULL, 0x35050762add7aULL, 0x3cf44c0038052ULL, 0x6738cc7407977ULL, 0x2406d9dc56dffULL};
static const uint64_t FE_SQRT_M1[5] = {
    0x61b274a0ea0b0ULL, 0x0d5a5fc8f189dULL, 0x7ef5e9cbd0c60ULL, 0x78595a6804c9eULL, 0x2b8324804fc1dULL};
static const uint64_t FE_BASE_X[5] = {
    0x62d608f25d51aULL, 0x412a4b4f6592aULL, 0x75b7171a4b31dULL, 0x1ff60527118feULL, 0x216936d3cd6e5ULL};
static const uint64_t FE_BASE_Y[5] = {
    0x6666666666658ULL, 0x4ccccccccccccULL, 0x1999999999999ULL, 0x3333333333333ULL, 0x6666666666666ULL};

/* Extended coordinates: x = X/Z, y = Y/Z, x y = T/Z. */
typedef struct
{
    fe x, y, z, t;
} ge;

/* Affine points ready to be added: y + x, y - x, 2 d x y. */
enum
{
    NIELS_PLUS,
    NIELS_MINUS,
    NIELS_XY2D,
    NIELS_COUNT,
};

/* Projective points ready to be added: Y + X, Y - X, 2 d T, 2 Z. */
enum
{
    CACHED_PLUS,
    CACHED_MINUS,
    CACHED_T2D,
    CACHED_Z2,
    CACHED_COUNT,
};

LANE_INLINE void ge_identity(ge* r)
{
    fe_zero(&r->x);
    fe_one(&r->y);
    fe_one(&r->z);
    fe_zero(&r->t);
}

LANE_INLINE void ge_base(ge* r)
{
    fe_from_constant(&r->x, FE_BASE_X);
    fe_from_constant(&r->y, FE_BASE_Y);
    fe_one(&r->z);
    fe_mul(&r->t, &r->x, &r->y);
}

/* r = 2 p; T of p is not read, and T of r only written where with_t, a constant, says so. */
LANE_INLINE void ge_double(ge* r, const ge* p, int with_t)
{
    fe sum, e, f, g, h;
    fe_wide xx, yy, zz, ss;
    fe_add(&sum, &p->x, &p->y);
    fe_sq_wide(&xx, &p->x);
    fe_sq_wide(&yy, &p->y);
    fe_sq_wide(&zz, &p->z);
    fe_sq_wide(&ss, &sum);
    fe_double_terms(&e, &f, &g, &h, &xx, &yy, &zz, &ss);
    fe_mul(&r->x, &e, &f);
    fe_mul(&r->y, &g, &h);
    fe_mul(&r->z, &f, &g);
    if (with_t)
        fe_mul(&r->t, &e, &h);
}

/* The common end of the additions: a = (Y1 - X1)(Y2 - X2), b = (Y1 + X1)(Y2 + X2), c = 2 d T1 T2, d = 2 Z1 Z2. */
LANE_INLINE void ge_add_terms(ge* r, const fe_wide* a, const fe_wide* b, const fe_wide* c, const fe_wide* d, int with_t)
{
    fe e, f, g, h;
    fe_wide_sub(&e, b, a);
    fe_wide_add(&h, b, a);
    fe_wide_sub(&f, d, c);
    fe_wide_add(&g, d, c);
    fe_mul(&r->x, &e, &f);
    fe_mul(&r->y, &g, &h);
    fe_mul(&r->z, &f, &g);
    if (with_t)
        fe_mul(&r->t, &e, &h);
}

LANE_INLINE void ge_add_niels(ge* r, const ge* p, const fe q[NIELS_COUNT], int with_t)
{
    fe minus, plus;
    fe_wide a, b, c, d;
    fe_sub(&minus, &p->y, &p->x);
    fe_add(&plus, &p->y, &p->x);
    fe_mul_wide(&a, &minus, &q[NIELS_MINUS]);
    fe_mul_wide(&b, &plus, &q[NIELS_PLUS]);
    fe_mul_wide(&c, &p->t, &q[NIELS_XY2D]);
    fe_wide_double(&d, &p->z);
    ge_add_terms(r, &a, &b, &c, &d, with_t);
}

LANE_INLINE void ge_add_cached(ge* r, const ge* p, const fe q[CACHED_COUNT], int with_t)
{
    fe minus, plus;
    fe_wide a, b, c, d;
    fe_sub(&minus, &p->y, &p->x);
    fe_add(&plus, &p->y, &p->x);
    fe_mul_wide(&a, &minus, &q[CACHED_MINUS]);
    fe_mul_wide(&b, &plus, &q[CACHED_PLUS]);
    fe_mul_wide(&c, &p->t, &q[CACHED_T2D]);
    fe_mul_wide(&d, &p->z, &q[CACHED_Z2]);
    ge_add_terms(r, &a, &b, &c, &d, with_t);
}

LANE_INLINE void ge_to_cached(fe r[CACHED_COUNT], const ge* p)
{
    fe two_d;
    fe_from_constant(&two_d, FE_TWO_D);
    fe_add(&r[CACHED_PLUS], &p->y, &p->x);
    fe_sub(&r[CACHED_MINUS], &p->y, &p->x);
    fe_mul(&r[CACHED_T2D], &p->t, &two_d);
    fe_double(&r[CACHED_Z2], &p->z);
}

/* r = p + q for points without a prepared form. */
static __attribute__((noinline)) void ge_add(ge* r, const ge* p, const ge* q)
{
    fe cached[CACHED_COUNT];
    ge_to_cached(cached, q);
    ge_add_cached(r, p, cached, 1);
}

static __attribute__((noinline)) void ge_double_times(ge* p, int n)
{
    for (int i = 1; i < n; i++)
        ge_double(p, p, 0);
    ge_double(p, p, 1);
}

/* In the lanes of m the sum of the prepared point becomes its negative: plus and minus swap, 2 d x y is negated. */
LANE_INLINE void prepared_cneg(fe* q, lane_mask m)
{
    fe plus = q[NIELS_PLUS];
    fe_select(&q[NIELS_PLUS], m, &plus, &q[NIELS_MINUS]);
    fe_select(&q[NIELS_MINUS], m, &q[NIELS_MINUS], &plus);
    fe_cneg(&q[NIELS_XY2D], m, &q[NIELS_XY2D]);
}

LANE_INLINE void niels_from_affine(fe r[NIELS_COUNT], const fe* x, const fe* y)
{
    fe two_d, xy;
    fe_from_constant(&two_d, FE_TWO_D);
    fe_mul(&xy, x, y);
    fe_add(&r[NIELS_PLUS], y, x);
    fe_sub(&r[NIELS_MINUS], y, x);
    fe_mul(&r[NIELS_XY2D], &xy, &two_d);
}

/* Lanes that hold the neutral element. */
LANE_INLINE lane_mask ge_is_identity(const ge* p)
{
    fe difference;
    fe_sub(&difference, &p->y, &p->z);
    return (lane_mask)(fe_is_zero(&p->x) & fe_is_zero(&difference));
}

/* a[i] becomes a[i]^(2^250 - 1), a11[i] a[i]^11, for two numbers at once. */
static __attribute__((noinline)) void fe_power_chain2(fe a[2], fe a11[2])
{
    fe t[2], a5[2], a10[2], a50[2], a100[2];
    for (int i = 0; i < 2; i++)
        fe_sq(&t[i], &a[i]);
    fe a2[2] = {t[0], t[1]};
    fe_sqn2(&t[0], &t[1], 2);
    fe_mul2(&t[0], &t[0], &a[0], &t[1], &t[1], &a[1]);
    fe_mul2(&a11[0], &t[0], &a2[0], &a11[1], &t[1], &a2[1]);
    for (int i = 0; i < 2; i++)
    {
        fe_sq(&a5[i], &a11[i]);
        fe_mul(&a5[i], &a5[i], &t[i]);
        t[i] = a5[i];
    }
    fe_sqn2(&t[0], &t[1], 5);
    fe_mul2(&a10[0], &t[0], &a5[0], &a10[1], &t[1], &a5[1]);
    t[0] = a10[0], t[1] = a10[1];
    fe_sqn2(&t[0], &t[1], 10);
    fe_mul2(&t[0], &t[0], &a10[0], &t[1], &t[1], &a10[1]);
    fe a20[2] = {t[0], t[1]};
    fe_sqn2(&t[0], &t[1], 20);
    fe_mul2(&t[0], &t[0], &a20[0], &t[1], &t[1], &a20[1]);
    fe_sqn2(&t[0], &t[1], 10);
    fe_mul2(&a50[0], &t[0], &a10[0], &a50[1], &t[1], &a10[1]);
    t[0] = a50[0], t[1] = a50[1];
    fe_sqn2(&t[0], &t[1], 50);
    fe_mul2(&a100[0], &t[0], &a50[0], &a100[1], &t[1], &a50[1]);
    t[0] = a100[0], t[1] = a100[1];
    fe_sqn2(&t[0], &t[1], 100);
    fe_mul2(&t[0], &t[0], &a100[0], &t[1], &t[1], &a100[1]);
    fe_sqn2(&t[0], &t[1], 50);
    fe_mul2(&a[0], &t[0], &a50[0], &a[1], &t[1], &a50[1]);
}

/* a^((p - 5)/8) of two numbers, in place. */
static void fe_power_p58_2(fe a[2])
{
    fe one[2] = {a[0], a[1]}, a11[2];
    fe_power_chain2(a, a11);
    fe_sqn2(&a[0], &a[1], 2);
    fe_mul2(&a[0], &a[0], &one[0], &a[1], &a[1], &one[1]);
}

/* 1/a, and 0 for 0. */
static void fe_invert(fe* r, const fe* a)
{
    fe t[2] = {*a, *a}, a11[2];
    fe_power_chain2(t, a11);
    fe_sqn(&t[0], &t[0], 5);
    fe_mul(r, &t[0], &a11[0]);
}
