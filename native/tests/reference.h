#ifndef AETHER_TESTS_REFERENCE_H
#define AETHER_TESTS_REFERENCE_H

/*
 * ed25519 as plainly as it can be written: integers modulo p = 2^255 - 19 in four words, points by one complete
 * formula, scalars bit by bit, every constant computed from its definition. Slow, variable in time, and it shares
 * nothing with the kernels that it checks.
 */
#include <stdint.h>
#include <string.h>

/* An integer below p, little-endian. */
typedef struct
{
    uint64_t w[4];
} big;

static const big big_p = {{0xffffffffffffffed, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff}};
static const big big_order = {{0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000}};

#define MAYBE_UNUSED static __attribute__((unused))

/* r = a - b modulo 2^256; returns the borrow. */
MAYBE_UNUSED uint64_t big_subtract(big* r, const big* a, const big* b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++)
    {
        const unsigned __int128 t = (unsigned __int128)a->w[i] - b->w[i] - borrow;
        r->w[i] = (uint64_t)t;
        borrow = (uint64_t)(t >> 64) & 1;
    }
    return borrow;
}

/* Reduces any 256-bit integer modulo m. */
MAYBE_UNUSED void big_reduce_modulo(big* a, const big* m)
{
    big less;
    while (!big_subtract(&less, a, m))
        *a = less;
}

MAYBE_UNUSED void big_reduce(big* a) { big_reduce_modulo(a, &big_p); }

/* r = a + b modulo m for a and b below m < 2^255. */
MAYBE_UNUSED void big_add_modulo(big* r, const big* a, const big* b, const big* m)
{
    unsigned __int128 carry = 0;
    for (int i = 0; i < 4; i++)
    {
        carry += (unsigned __int128)a->w[i] + b->w[i];
        r->w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    big_reduce_modulo(r, m);
}

MAYBE_UNUSED void big_add(big* r, const big* a, const big* b) { big_add_modulo(r, a, b, &big_p); }

MAYBE_UNUSED void big_sub(big* r, const big* a, const big* b)
{
    big negated;
    big_subtract(&negated, &big_p, b);
    big_reduce(&negated);
    big_add(r, a, &negated);
}

/* r = a b modulo m, one bit of b at a time. */
MAYBE_UNUSED void big_mul_by_bits(big* r, const big* a, const big* b, const big* m)
{
    const big x = *a;
    const big y = *b;
    big sum = {{0, 0, 0, 0}};
    for (int bit = 255; bit >= 0; bit--)
    {
        big_add_modulo(&sum, &sum, &sum, m);
        if (y.w[bit / 64] >> (bit % 64) & 1)
            big_add_modulo(&sum, &sum, &x, m);
    }
    *r = sum;
}

/* r = a b modulo p: the product of eight words, its upper half folded twice by 2^256 = 38. */
MAYBE_UNUSED void big_mul(big* r, const big* a, const big* b)
{
    uint64_t product[8] = {0};
    for (int i = 0; i < 4; i++)
    {
        uint64_t carry = 0;
        for (int j = 0; j < 4; j++)
        {
            const unsigned __int128 t = (unsigned __int128)a->w[i] * b->w[j] + product[i + j] + carry;
            product[i + j] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        product[i + 4] = carry;
    }
    uint64_t fold = 0;
    for (int i = 0; i < 4; i++)
    {
        const unsigned __int128 t = (unsigned __int128)product[i + 4] * 38 + product[i] + fold;
        r->w[i] = (uint64_t)t;
        fold = (uint64_t)(t >> 64);
    }
    while (fold != 0)
    {
        unsigned __int128 t = (unsigned __int128)fold * 38;
        for (int i = 0; i < 4; i++)
        {
            t += r->w[i];
            r->w[i] = (uint64_t)t;
            t >>= 64;
        }
        fold = (uint64_t)t;
    }
    big_reduce(r);
}

MAYBE_UNUSED int big_equal(const big* a, const big* b) { return memcmp(a, b, sizeof(big)) == 0; }

MAYBE_UNUSED big big_small(uint64_t x) { return (big){{x, 0, 0, 0}}; }

/* r = a^e modulo p. */
MAYBE_UNUSED void big_power(big* r, const big* a, const big* e)
{
    big result = big_small(1);
    for (int bit = 255; bit >= 0; bit--)
    {
        big_mul(&result, &result, &result);
        if (e->w[bit / 64] >> (bit % 64) & 1)
            big_mul(&result, &result, a);
    }
    *r = result;
}

/* (p + addend) / 2^shift. */
MAYBE_UNUSED big big_exponent(uint64_t addend, int shift)
{
    big e = big_p;
    e.w[0] += addend;
    for (; shift > 0; shift--)
    {
        for (int i = 0; i < 4; i++)
            e.w[i] = e.w[i] >> 1 | (i < 3 ? e.w[i + 1] << 63 : 0);
    }
    return e;
}

MAYBE_UNUSED void big_invert(big* r, const big* a)
{
    const big e = {{0xffffffffffffffeb, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff}};
    big_power(r, a, &e);
}

/* d = -121665 / 121666. */
MAYBE_UNUSED big curve_d(void)
{
    const big zero = big_small(0), numerator = big_small(121665), denominator = big_small(121666);
    big d;
    big_invert(&d, &denominator);
    big_mul(&d, &d, &numerator);
    big_sub(&d, &zero, &d);
    return d;
}

/* A point x = X/Z, y = Y/Z. */
typedef struct
{
    big x, y, z;
} point;

static const point point_neutral = {{{0, 0, 0, 0}}, {{1, 0, 0, 0}}, {{1, 0, 0, 0}}};

/*
 * x = (x1 y2 + y1 x2) / (1 + e), y = (y1 y2 + x1 x2) / (1 - e) with e = d x1 x2 y1 y2, over a common denominator:
 * complete, since d is no square.
 */
MAYBE_UNUSED void point_add(point* r, const point* p, const point* q)
{
    static big d;
    if (d.w[0] == 0)
        d = curve_d();
    big a, b, c, e, f, g, t, u;
    big_mul(&a, &p->z, &q->z);
    big_mul(&b, &a, &a);
    big_mul(&c, &p->x, &q->x);
    big_mul(&e, &p->y, &q->y);
    big_mul(&f, &c, &e);
    big_mul(&f, &f, &d);
    big_sub(&g, &b, &f);
    big_add(&f, &b, &f);
    big_mul(&t, &p->x, &q->y);
    big_mul(&u, &p->y, &q->x);
    big_add(&t, &t, &u);
    big_mul(&t, &t, &a);
    big_mul(&r->x, &t, &g);
    big_add(&u, &e, &c);
    big_mul(&u, &u, &a);
    big_mul(&r->y, &u, &f);
    big_mul(&r->z, &f, &g);
}

/* r = n p for an integer of the given number of bytes, little-endian. */
MAYBE_UNUSED void point_multiply(point* r, const point* p, const uint8_t* n, int bytes)
{
    const point base = *p;
    point sum = point_neutral;
    for (int bit = 8 * bytes - 1; bit >= 0; bit--)
    {
        point_add(&sum, &sum, &sum);
        if (n[bit / 8] >> (bit % 8) & 1)
            point_add(&sum, &sum, &base);
    }
    *r = sum;
}

MAYBE_UNUSED void point_negate(point* p)
{
    const big zero = big_small(0);
    big_sub(&p->x, &zero, &p->x);
}

MAYBE_UNUSED int point_is_neutral(const point* p)
{
    const big zero = big_small(0);
    return big_equal(&p->x, &zero) && big_equal(&p->y, &p->z);
}

/* Decodes under the rules of ZIP-215: y modulo p, and x = 0 with either sign. Returns whether it is a point. */
MAYBE_UNUSED int point_decode(point* p, const uint8_t bytes[32])
{
    const big one = big_small(1), zero = big_small(0), two = big_small(2), d = curve_d();
    big u, v, root, check, minus_one;
    memcpy(&p->y, bytes, 32);
    p->y.w[3] &= 0x7fffffffffffffff;
    big_reduce(&p->y);
    big_mul(&u, &p->y, &p->y);
    big_mul(&v, &u, &d);
    big_add(&v, &v, &one);
    big_sub(&u, &u, &one);
    big_invert(&v, &v);
    big_mul(&u, &u, &v);
    const big root_exponent = big_exponent(3, 3);
    big_power(&root, &u, &root_exponent);
    big_mul(&check, &root, &root);
    if (!big_equal(&check, &u))
    {
        const big i_exponent = big_exponent(0, 2);
        big_power(&minus_one, &two, &i_exponent);
        big_mul(&root, &root, &minus_one);
        big_mul(&check, &root, &root);
        if (!big_equal(&check, &u))
            return 0;
    }
    if ((root.w[0] & 1) != bytes[31] >> 7)
        big_sub(&root, &zero, &root);
    p->x = root;
    p->z = one;
    return 1;
}

MAYBE_UNUSED void point_encode(uint8_t bytes[32], const point* p)
{
    big inverse, x, y;
    big_invert(&inverse, &p->z);
    big_mul(&x, &p->x, &inverse);
    big_mul(&y, &p->y, &inverse);
    memcpy(bytes, &y, 32);
    bytes[31] |= (uint8_t)((x.w[0] & 1) << 7);
}

/* The point with y = 4/5 and even x. */
MAYBE_UNUSED point point_base(void)
{
    const big four = big_small(4), five = big_small(5);
    uint8_t bytes[32];
    big y;
    point p;
    big_invert(&y, &five);
    big_mul(&y, &y, &four);
    memcpy(bytes, &y, 32);
    point_decode(&p, bytes);
    return p;
}

/* r = n modulo L for an integer of the given number of bytes. */
MAYBE_UNUSED void order_reduce(uint8_t r[32], const uint8_t* n, int bytes)
{
    const big one = big_small(1);
    big sum = big_small(0);
    for (int bit = 8 * bytes - 1; bit >= 0; bit--)
    {
        big_add_modulo(&sum, &sum, &sum, &big_order);
        if (n[bit / 8] >> (bit % 8) & 1)
            big_add_modulo(&sum, &sum, &one, &big_order);
    }
    memcpy(r, &sum, 32);
}

/* r = a b + c modulo L. */
MAYBE_UNUSED void order_multiply_add(uint8_t r[32], const uint8_t a[32], const uint8_t b[32], const uint8_t c[32])
{
    big x, y, z;
    order_reduce((uint8_t*)&x, a, 32);
    order_reduce((uint8_t*)&y, b, 32);
    order_reduce((uint8_t*)&z, c, 32);
    big_mul_by_bits(&x, &x, &y, &big_order);
    big_add_modulo(&x, &x, &z, &big_order);
    memcpy(r, &x, 32);
}

MAYBE_UNUSED int order_is_canonical(const uint8_t bytes[32])
{
    big s, t;
    memcpy(&s, bytes, 32);
    return (int)big_subtract(&t, &s, &big_order);
}

/* Whether [8](s B - R - k A) = 0 for a signature R || s with s below L, and k all 512 bits of the digest. */
MAYBE_UNUSED int reference_verify(const uint8_t key[32], const uint8_t signature[64], const uint8_t digest[64])
{
    point a, r, sum, term;
    const point base = point_base();
    if (!order_is_canonical(signature + 32) || !point_decode(&a, key) || !point_decode(&r, signature))
        return 0;
    point_multiply(&sum, &base, signature + 32, 32);
    point_negate(&r);
    point_add(&sum, &sum, &r);
    point_negate(&a);
    point_multiply(&term, &a, digest, 64);
    point_add(&sum, &sum, &term);
    for (int i = 0; i < 3; i++)
        point_add(&sum, &sum, &sum);
    return point_is_neutral(&sum);
}

/* ------------------------------------------------------------------------------------------- random numbers */

/* A fixed sequence (splitmix64), so that a failure repeats. */
typedef struct
{
    uint64_t state;
} sequence;

MAYBE_UNUSED uint64_t next_word(sequence* s)
{
    s->state += 0x9e3779b97f4a7c15;
    uint64_t z = s->state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

MAYBE_UNUSED void next_bytes(sequence* s, uint8_t* bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)next_word(s);
}

#endif
