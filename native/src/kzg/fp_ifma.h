#ifndef AETHER_KZG_FP_IFMA_H
#define AETHER_KZG_FP_IFMA_H

/*
 * Integers modulo the base prime p of BLS12-381, eight of them: lane i of every vector belongs to number i.
 *
 * A number is eight limbs in radix 2^52 in Montgomery form with R = 2^416, which leaves 35 bits above p: factors below
 * 2^12 p give products below p + p / 2^11 without a final subtraction. "Small" means below p + p / 2^9; every limb of
 * every fp is below 2^52, because IFMA multiplies no more than that.
 */
#include "fp52_constants.h"

#include <immintrin.h>
#include <stdint.h>

#define LANES 8
#define LANE_INLINE static inline __attribute__((always_inline))

typedef struct
{
    __m512i v[8];
} fp;

/* Bit i stands for lane i. */
typedef uint8_t lane_mask;

#define FP_MASK52 0xfffffffffffffull

LANE_INLINE __m512i fp_broadcast(uint64_t x) { return _mm512_set1_epi64((long long)x); }

LANE_INLINE void fp_from_constant(fp* r, const uint64_t limbs[8])
{
    for (int i = 0; i < 8; i++)
        r->v[i] = fp_broadcast(limbs[i]);
}

/* Limbs of any sign with a sum that is not negative: to limbs below 2^52. */
LANE_INLINE void fp_carry(fp* r, const __m512i x[8])
{
    const __m512i mask = fp_broadcast(FP_MASK52);
    __m512i carry = _mm512_srai_epi64(x[0], 52);
    r->v[0] = _mm512_and_si512(x[0], mask);
    for (int i = 1; i < 7; i++)
    {
        __m512i t = _mm512_add_epi64(x[i], carry);
        carry = _mm512_srai_epi64(t, 52);
        r->v[i] = _mm512_and_si512(t, mask);
    }
    r->v[7] = _mm512_add_epi64(x[7], carry);
}

/* a + b. */
LANE_INLINE void fp_add(fp* r, const fp* a, const fp* b)
{
    __m512i x[8];
    for (int i = 0; i < 8; i++)
        x[i] = _mm512_add_epi64(a->v[i], b->v[i]);
    fp_carry(r, x);
}

/* a - b + 8 p for b below 8 p. */
LANE_INLINE void fp_sub(fp* r, const fp* a, const fp* b)
{
    __m512i x[8];
    for (int i = 0; i < 8; i++)
        x[i] = _mm512_sub_epi64(_mm512_add_epi64(a->v[i], fp_broadcast(FP_8P[i])), b->v[i]);
    fp_carry(r, x);
}

#define FP_LO(acc, a, b) acc = _mm512_madd52lo_epu64(acc, a, b)
#define FP_HI(acc, a, b) acc = _mm512_madd52hi_epu64(acc, a, b)

/* Montgomery's reduction of sixteen columns below 2^57; the result's limbs are below 2^58 and not carried. */
LANE_INLINE void fp_reduce_columns(__m512i out[8], __m512i t[16])
{
    const __m512i digit = fp_broadcast(FP_DIGIT);
    const __m512i zero = _mm512_setzero_si512();
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++)
    {
        __m512i q = _mm512_madd52lo_epu64(zero, t[i], digit);
#pragma clang loop unroll(full)
        for (int j = 0; j < 8; j++)
        {
            FP_LO(t[i + j], q, fp_broadcast(FP_P[j]));
            FP_HI(t[i + j + 1], q, fp_broadcast(FP_P[j]));
        }
        t[i + 1] = _mm512_add_epi64(t[i + 1], _mm512_srli_epi64(t[i], 52));
    }
    for (int i = 0; i < 8; i++)
        out[i] = t[i + 8];
}

LANE_INLINE void fp_mul_limbs(__m512i out[8], const fp* a, const fp* b)
{
    __m512i t[16];
    for (int i = 0; i < 16; i++)
        t[i] = _mm512_setzero_si512();
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++)
    {
#pragma clang loop unroll(full)
        for (int j = 0; j < 8; j++)
        {
            FP_LO(t[i + j], a->v[i], b->v[j]);
            FP_HI(t[i + j + 1], a->v[i], b->v[j]);
        }
    }
    fp_reduce_columns(out, t);
}

LANE_INLINE void fp_sqr_limbs(__m512i out[8], const fp* a)
{
    __m512i t[16];
    for (int i = 0; i < 16; i++)
        t[i] = _mm512_setzero_si512();
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++)
    {
#pragma clang loop unroll(full)
        for (int j = i + 1; j < 8; j++)
        {
            FP_LO(t[i + j], a->v[i], a->v[j]);
            FP_HI(t[i + j + 1], a->v[i], a->v[j]);
        }
    }
    for (int i = 1; i < 16; i++)
        t[i] = _mm512_add_epi64(t[i], t[i]);
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++)
    {
        FP_LO(t[2 * i], a->v[i], a->v[i]);
        FP_HI(t[2 * i + 1], a->v[i], a->v[i]);
    }
    fp_reduce_columns(out, t);
}

LANE_INLINE void fp_mul(fp* r, const fp* a, const fp* b)
{
    __m512i x[8];
    fp_mul_limbs(x, a, b);
    fp_carry(r, x);
}

LANE_INLINE void fp_sqr(fp* r, const fp* a)
{
    __m512i x[8];
    fp_sqr_limbs(x, a);
    fp_carry(r, x);
}

/* The same out of line, for code that runs seldom. */
static __attribute__((noinline)) void fp_mul_cold(fp* r, const fp* a, const fp* b) { fp_mul(r, a, b); }
static __attribute__((noinline)) void fp_sqr_cold(fp* r, const fp* a) { fp_sqr(r, a); }

/*
 * Limbs of any sign and below 2^58 with a sum in [3 p, 16 p): a small number. The quotient q by p is estimated from the
 * highest limb, of which p has 106513: carries from below move it by -2 to +65, so that q is right or one too low where
 * the sum is just above a multiple of p, and too high only below 2 p.
 */
LANE_INLINE void fp_make_small(fp* r, __m512i x[8])
{
    __m512i q = _mm512_madd52hi_epu64(_mm512_setzero_si512(), x[7], fp_broadcast(FP_TOP_RECIPROCAL));
    for (int i = 0; i < 7; i++)
    {
        FP_LO(x[i], q, fp_broadcast(FP_MINUS_P[i]));
        FP_HI(x[i + 1], q, fp_broadcast(FP_MINUS_P[i]));
    }
    FP_LO(x[7], q, fp_broadcast(FP_MINUS_P[7]));
    fp_carry(r, x);
    r->v[7] = _mm512_and_si512(r->v[7], fp_broadcast(FP_MASK52));
}

/* a^2 - b - c, small, for b + c of at most 5 p. */
LANE_INLINE void fp_sqr_sub2(fp* r, const fp* a, const fp* b, const fp* c)
{
    __m512i x[8];
    fp_sqr_limbs(x, a);
    for (int i = 0; i < 8; i++)
    {
        __m512i taken = _mm512_add_epi64(b->v[i], c->v[i]);
        x[i] = _mm512_sub_epi64(_mm512_add_epi64(x[i], fp_broadcast(FP_8P[i])), taken);
    }
    fp_make_small(r, x);
}

/* a b - c, small, for c of at most 4 p. */
LANE_INLINE void fp_mul_sub(fp* r, const fp* a, const fp* b, const fp* c)
{
    __m512i x[8];
    fp_mul_limbs(x, a, b);
    for (int i = 0; i < 8; i++)
        x[i] = _mm512_sub_epi64(_mm512_add_epi64(x[i], fp_broadcast(FP_8P[i])), c->v[i]);
    fp_make_small(r, x);
}

static __attribute__((noinline)) void fp_sqr_sub2_cold(fp* r, const fp* a, const fp* b, const fp* c)
{
    fp_sqr_sub2(r, a, b, c);
}

static __attribute__((noinline)) void fp_mul_sub_cold(fp* r, const fp* a, const fp* b, const fp* c)
{
    fp_mul_sub(r, a, b, c);
}

/* Lane by lane for small a: m ? 4 p - a : a. */
LANE_INLINE void fp_cneg(fp* r, lane_mask m, const fp* a)
{
    __m512i x[8];
    for (int i = 0; i < 8; i++)
        x[i] = _mm512_mask_sub_epi64(a->v[i], m, fp_broadcast(FP_4P[i]), a->v[i]);
    fp_carry(r, x);
}

/* Lanes in which a product of factors below 2^12 p is zero modulo p: it is 0 or p itself. */
LANE_INLINE lane_mask fp_product_is_zero(const fp* a)
{
    lane_mask zero = 0xff, prime = 0xff;
    for (int i = 0; i < 8; i++)
    {
        zero &= _mm512_testn_epi64_mask(a->v[i], a->v[i]);
        prime &= _mm512_cmpeq_epi64_mask(a->v[i], fp_broadcast(FP_P[i]));
    }
    return zero | prime;
}

/* a^(p - 2). */
static __attribute__((noinline)) void fp_invert(fp* r, const fp* a)
{
    fp powers[16];
    fp_from_constant(&powers[0], FP_ONE);
    powers[1] = *a;
    for (int i = 2; i < 16; i++)
        fp_mul(&powers[i], &powers[i - 1], a);
    fp x = powers[FP_INVERSE_DIGITS[0]];
    for (int i = 1; i < 96; i++)
    {
        for (int k = 0; k < 4; k++)
            fp_sqr(&x, &x);
        fp_mul(&x, &x, &powers[FP_INVERSE_DIGITS[i]]);
    }
    *r = x;
}

LANE_INLINE void lanes_transpose(__m512i m[8])
{
    __m512i t[8], u[8];
    for (int i = 0; i < 4; i++)
    {
        t[2 * i] = _mm512_unpacklo_epi64(m[2 * i], m[2 * i + 1]);
        t[2 * i + 1] = _mm512_unpackhi_epi64(m[2 * i], m[2 * i + 1]);
    }
    for (int i = 0; i < 2; i++)
    {
        for (int j = 0; j < 2; j++)
        {
            u[4 * i + j] = _mm512_shuffle_i64x2(t[4 * i + j], t[4 * i + j + 2], 0x88);
            u[4 * i + j + 2] = _mm512_shuffle_i64x2(t[4 * i + j], t[4 * i + j + 2], 0xdd);
        }
    }
    for (int j = 0; j < 4; j++)
    {
        m[j] = _mm512_shuffle_i64x2(u[j], u[j + 4], 0x88);
        m[j + 4] = _mm512_shuffle_i64x2(u[j], u[j + 4], 0xdd);
    }
}

/* A coordinate of a record is its eight limbs in 64 bytes: one row of the transposition, aligned to 64. */
#define COORDINATE_BYTES 64

LANE_INLINE void fp_load_rows(fp* r, const uint8_t* const rows[LANES], int offset)
{
    for (int lane = 0; lane < LANES; lane++)
        r->v[lane] = _mm512_load_si512((const void*)(rows[lane] + offset));
    lanes_transpose(r->v);
}

LANE_INLINE void fp_store_rows(uint8_t* const rows[LANES], int offset, const fp* a)
{
    __m512i m[8];
    for (int i = 0; i < 8; i++)
        m[i] = a->v[i];
    lanes_transpose(m);
    for (int lane = 0; lane < LANES; lane++)
        _mm512_store_si512((void*)(rows[lane] + offset), m[lane]);
}

/* Reads 48 big-endian bytes a lane into Montgomery form. */
LANE_INLINE void fp_from_bytes(fp* r, const uint8_t* const bytes[LANES])
{
    uint64_t limbs[8][LANES] __attribute__((aligned(64)));
    for (int lane = 0; lane < LANES; lane++)
    {
        unsigned __int128 window = 0;
        int bits = 0, next = 47;
        for (int i = 0; i < 8; i++)
        {
            while (bits < 52 && next >= 0)
            {
                window |= (unsigned __int128)bytes[lane][next--] << bits;
                bits += 8;
            }
            limbs[i][lane] = (uint64_t)window & FP_MASK52;
            window >>= 52;
            bits -= 52;
        }
    }
    fp plain, square;
    for (int i = 0; i < 8; i++)
        plain.v[i] = _mm512_load_si512((const void*)limbs[i]);
    fp_from_constant(&square, FP_RR);
    fp_mul_cold(r, &plain, &square);
}

/* Writes lane 0 as 48 big-endian bytes below p. */
static __attribute__((noinline)) void fp_to_bytes(uint8_t bytes[48], const fp* a)
{
    fp one, plain;
    fp_from_constant(&one, FP_PLAIN_ONE);
    fp_mul_cold(&plain, a, &one);
    uint64_t limbs[8], reduced[8];
    for (int i = 0; i < 8; i++)
        limbs[i] = (uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(plain.v[i]));

    /* A product with one is at most p. */
    int64_t borrow = 0;
    for (int i = 0; i < 8; i++)
    {
        int64_t difference = (int64_t)(limbs[i] - FP_P[i]) + borrow;
        borrow = difference >> 52;
        reduced[i] = (uint64_t)difference & FP_MASK52;
    }
    const uint64_t* chosen = borrow < 0 ? limbs : reduced;
    for (int bit = 0; bit < 384; bit += 8)
    {
        int limb = bit / 52, shift = bit % 52;
        uint64_t value = chosen[limb] >> shift;
        if (shift > 44 && limb < 7)
            value |= chosen[limb + 1] << (52 - shift);
        bytes[47 - bit / 8] = (uint8_t)value;
    }
}

#endif
