#ifndef AETHER_FE_IFMA_H
#define AETHER_FE_IFMA_H

/*
 * Integers modulo p = 2^255 - 19, eight of them: lane i of every vector belongs to number i.
 *
 * A number is five limbs in radix 2^51. Bounds, which every function takes and gives:
 *   fe      "tight": limbs below 2^51 + 2^17, so that they fit the 52 bits that IFMA multiplies.
 *   fe_wide a product whose upper half is folded (2^255 = 19) but not carried: limbs below 2^59.
 * A product column holds at most 5 low halves (< 2^52) and twice 5 high halves (< 2^50 + 2^18): columns 5 to 9 stay
 * below 26 * 2^50, and 19 of one of them with a column below 5 stay below 2^59.
 */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define LANES 8
#define LANE_INLINE static inline __attribute__((always_inline))

typedef struct
{
    __m512i v[5];
} fe;

typedef struct
{
    __m512i v[5];
} fe_wide;

/* Bit i stands for lane i. */
typedef uint8_t lane_mask;

#define FE_MASK51 0x7ffffffffffffULL

LANE_INLINE __m512i fe_broadcast(uint64_t x) { return _mm512_set1_epi64((long long)x); }

LANE_INLINE void fe_from_constant(fe* r, const uint64_t limbs51[5])
{
    for (int i = 0; i < 5; i++)
        r->v[i] = fe_broadcast(limbs51[i]);
}

LANE_INLINE void fe_zero(fe* r)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = _mm512_setzero_si512();
}

LANE_INLINE void fe_one(fe* r)
{
    fe_zero(r);
    r->v[0] = fe_broadcast(1);
}

/* One parallel carry pass: limbs below 2^62 in, tight out (2^62 / 2^51 = 2^11, and 19 * 2^11 < 2^17). */
LANE_INLINE void fe_carry_limbs(fe* r, const __m512i x[5])
{
    const __m512i mask = fe_broadcast(FE_MASK51);
    __m512i c0 = _mm512_srli_epi64(x[0], 51);
    __m512i c1 = _mm512_srli_epi64(x[1], 51);
    __m512i c2 = _mm512_srli_epi64(x[2], 51);
    __m512i c3 = _mm512_srli_epi64(x[3], 51);
    __m512i c4 = _mm512_srli_epi64(x[4], 51);
    r->v[0] = _mm512_madd52lo_epu64(_mm512_and_si512(x[0], mask), c4, fe_broadcast(19));
    r->v[1] = _mm512_add_epi64(_mm512_and_si512(x[1], mask), c0);
    r->v[2] = _mm512_add_epi64(_mm512_and_si512(x[2], mask), c1);
    r->v[3] = _mm512_add_epi64(_mm512_and_si512(x[3], mask), c2);
    r->v[4] = _mm512_add_epi64(_mm512_and_si512(x[4], mask), c3);
}

LANE_INLINE void fe_add(fe* r, const fe* a, const fe* b)
{
    __m512i x[5];
    for (int i = 0; i < 5; i++)
        x[i] = _mm512_add_epi64(a->v[i], b->v[i]);
    fe_carry_limbs(r, x);
}

/* Limb i of p times 2^shift; above every tight limb from shift 1 on, above every wide one from shift 9 on. */
LANE_INLINE __m512i fe_multiple_of_p(int i, int shift)
{
    return fe_broadcast((i == 0 ? FE_MASK51 - 18 : FE_MASK51) << shift);
}

LANE_INLINE void fe_sub(fe* r, const fe* a, const fe* b)
{
    __m512i x[5];
    for (int i = 0; i < 5; i++)
        x[i] = _mm512_sub_epi64(_mm512_add_epi64(a->v[i], fe_multiple_of_p(i, 1)), b->v[i]);
    fe_carry_limbs(r, x);
}

LANE_INLINE void fe_neg(fe* r, const fe* a)
{
    __m512i x[5];
    for (int i = 0; i < 5; i++)
        x[i] = _mm512_sub_epi64(fe_multiple_of_p(i, 1), a->v[i]);
    fe_carry_limbs(r, x);
}

LANE_INLINE void fe_double(fe* r, const fe* a) { fe_add(r, a, a); }

/* Lane by lane: m ? b : a. */
LANE_INLINE void fe_select(fe* r, lane_mask m, const fe* a, const fe* b)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = _mm512_mask_blend_epi64(m, a->v[i], b->v[i]);
}

LANE_INLINE void fe_cneg(fe* r, lane_mask m, const fe* a)
{
    fe negative;
    fe_neg(&negative, a);
    fe_select(r, m, a, &negative);
}

#define FE_LO(acc, a, b) acc = _mm512_madd52lo_epu64(acc, a, b)
#define FE_HI(acc, a, b) acc = _mm512_madd52hi_epu64(acc, a, b)

LANE_INLINE __m512i fe_twice(__m512i x) { return _mm512_add_epi64(x, x); }

/* a + 19 b for b below 2^55. */
LANE_INLINE __m512i fe_add19(__m512i a, __m512i b)
{
    return _mm512_add_epi64(a, _mm512_mullo_epi64(b, fe_broadcast(19)));
}

LANE_INLINE void fe_mul_wide(fe_wide* r, const fe* a, const fe* b)
{
    __m512i lo[9], hi[10];
    const __m512i zero = _mm512_setzero_si512();
    for (int k = 0; k < 9; k++)
        lo[k] = zero;
    for (int k = 1; k < 10; k++)
        hi[k] = zero;
#pragma clang loop unroll(full)
    for (int i = 0; i < 5; i++)
    {
#pragma clang loop unroll(full)
        for (int j = 0; j < 5; j++)
        {
            FE_LO(lo[i + j], a->v[i], b->v[j]);
            FE_HI(hi[i + j + 1], a->v[i], b->v[j]);
        }
    }

    __m512i low0 = lo[0];
    r->v[0] = fe_add19(low0, _mm512_add_epi64(lo[5], fe_twice(hi[5])));
    r->v[1] = fe_add19(_mm512_add_epi64(lo[1], fe_twice(hi[1])), _mm512_add_epi64(lo[6], fe_twice(hi[6])));
    r->v[2] = fe_add19(_mm512_add_epi64(lo[2], fe_twice(hi[2])), _mm512_add_epi64(lo[7], fe_twice(hi[7])));
    r->v[3] = fe_add19(_mm512_add_epi64(lo[3], fe_twice(hi[3])), _mm512_add_epi64(lo[8], fe_twice(hi[8])));
    r->v[4] = fe_add19(_mm512_add_epi64(lo[4], fe_twice(hi[4])), fe_twice(hi[9]));
}

/* x1 + 2 (x2 + 2 x4). */
LANE_INLINE __m512i fe_weigh(__m512i x1, __m512i x2, __m512i x4)
{
    return _mm512_add_epi64(x1, fe_twice(_mm512_add_epi64(x2, fe_twice(x4))));
}

/* Low halves of squares weigh 1; low halves of mixed products and high halves of squares 2; the rest 4. */
LANE_INLINE void fe_sq_wide(fe_wide* r, const fe* a)
{
    const __m512i zero = _mm512_setzero_si512();
    __m512i a0 = a->v[0], a1 = a->v[1], a2 = a->v[2], a3 = a->v[3], a4 = a->v[4];
    __m512i w1_0 = zero, w1_2 = zero, w1_4 = zero, w1_6 = zero, w1_8 = zero;
    __m512i w2_1 = zero, w2_2 = zero, w2_3 = zero, w2_4 = zero, w2_5 = zero, w2_6 = zero, w2_7 = zero, w2_9 = zero;
    __m512i w4_2 = zero, w4_3 = zero, w4_4 = zero, w4_5 = zero, w4_6 = zero, w4_7 = zero, w4_8 = zero;
    FE_LO(w2_5, a1, a4);
    FE_LO(w2_6, a2, a4);
    FE_LO(w2_7, a3, a4);
    FE_LO(w1_8, a4, a4);
    FE_HI(w2_9, a4, a4);
    FE_HI(w4_8, a3, a4);
    FE_HI(w4_7, a2, a4);
    FE_HI(w4_6, a1, a4);
    FE_HI(w4_5, a0, a4);
    FE_LO(w2_4, a0, a4);
    FE_LO(w2_5, a2, a3);
    FE_LO(w1_6, a3, a3);
    FE_HI(w2_7, a3, a3);
    FE_HI(w4_6, a2, a3);
    FE_HI(w4_5, a1, a3);
    FE_HI(w2_5, a2, a2);
    FE_LO(w1_4, a2, a2);
    FE_LO(w2_4, a1, a3);
    FE_HI(w4_4, a0, a3);
    FE_LO(w2_3, a0, a3);
    FE_HI(w4_4, a1, a2);
    FE_LO(w2_3, a1, a2);
    FE_HI(w2_3, a1, a1);
    FE_HI(w4_3, a0, a2);
    FE_LO(w1_2, a1, a1);
    FE_LO(w2_2, a0, a2);
    FE_HI(w4_2, a0, a1);
    FE_LO(w2_1, a0, a1);
    FE_HI(w2_1, a0, a0);
    FE_LO(w1_0, a0, a0);

    __m512i c5 = fe_twice(_mm512_add_epi64(w2_5, fe_twice(w4_5)));
    __m512i c6 = fe_weigh(w1_6, w2_6, w4_6);
    __m512i c7 = fe_twice(_mm512_add_epi64(w2_7, fe_twice(w4_7)));
    __m512i c8 = _mm512_add_epi64(w1_8, _mm512_slli_epi64(w4_8, 2));
    __m512i c9 = fe_twice(w2_9);
    r->v[0] = fe_add19(w1_0, c5);
    r->v[1] = fe_add19(fe_twice(w2_1), c6);
    r->v[2] = fe_add19(fe_weigh(w1_2, w2_2, w4_2), c7);
    r->v[3] = fe_add19(fe_twice(_mm512_add_epi64(w2_3, fe_twice(w4_3))), c8);
    r->v[4] = fe_add19(fe_weigh(w1_4, w2_4, w4_4), c9);
}

LANE_INLINE void fe_wide_carry(fe* r, const fe_wide* a) { fe_carry_limbs(r, a->v); }

LANE_INLINE void fe_wide_add(fe* r, const fe_wide* a, const fe_wide* b)
{
    __m512i x[5];
    for (int i = 0; i < 5; i++)
        x[i] = _mm512_add_epi64(a->v[i], b->v[i]);
    fe_carry_limbs(r, x);
}

LANE_INLINE void fe_wide_sub(fe* r, const fe_wide* a, const fe_wide* b)
{
    __m512i x[5];
    for (int i = 0; i < 5; i++)
        x[i] = _mm512_sub_epi64(_mm512_add_epi64(a->v[i], fe_multiple_of_p(i, 9)), b->v[i]);
    fe_carry_limbs(r, x);
}

/* 2 a as a wide. */
LANE_INLINE void fe_wide_double(fe_wide* r, const fe* a)
{
    for (int i = 0; i < 5; i++)
        r->v[i] = fe_twice(a->v[i]);
}

/*
 * The four factors of a doubling from the squares xx = X^2, yy = Y^2, zz = Z^2, ss = (X + Y)^2:
 * e = xx + yy - ss, f = 2 zz + xx - yy, g = xx - yy, h = xx + yy. The largest sum is below 2^61 + 2^60.
 */
LANE_INLINE void fe_double_terms(
    fe* e, fe* f, fe* g, fe* h, const fe_wide* xx, const fe_wide* yy, const fe_wide* zz, const fe_wide* ss)
{
    __m512i xe[5], xf[5], xg[5], xh[5];
    for (int i = 0; i < 5; i++)
    {
        const __m512i bias = fe_multiple_of_p(i, 9);
        xh[i] = _mm512_add_epi64(xx->v[i], yy->v[i]);
        xg[i] = _mm512_add_epi64(_mm512_sub_epi64(xx->v[i], yy->v[i]), bias);
        xe[i] = _mm512_add_epi64(_mm512_sub_epi64(xh[i], ss->v[i]), bias);
        xf[i] = _mm512_add_epi64(xg[i], fe_twice(zz->v[i]));
    }
    fe_carry_limbs(e, xe);
    fe_carry_limbs(f, xf);
    fe_carry_limbs(g, xg);
    fe_carry_limbs(h, xh);
}

LANE_INLINE void fe_mul(fe* r, const fe* a, const fe* b)
{
    fe_wide w;
    fe_mul_wide(&w, a, b);
    fe_wide_carry(r, &w);
}

LANE_INLINE void fe_sq(fe* r, const fe* a)
{
    fe_wide w;
    fe_sq_wide(&w, a);
    fe_wide_carry(r, &w);
}

/* a^(2^n). */
static __attribute__((noinline)) void fe_sqn(fe* r, const fe* a, int n)
{
    fe x = *a;
    for (int i = 0; i < n; i++)
        fe_sq(&x, &x);
    *r = x;
}

/* Two independent chains in place: the second fills the latencies of the first. */
static __attribute__((noinline)) void fe_sqn2(fe* r0, fe* r1, int n)
{
    fe x = *r0, y = *r1;
    for (int i = 0; i < n; i++)
    {
        fe_sq(&x, &x);
        fe_sq(&y, &y);
    }
    *r0 = x;
    *r1 = y;
}

LANE_INLINE void fe_mul2(fe* r0, const fe* a0, const fe* b0, fe* r1, const fe* a1, const fe* b1)
{
    fe_mul(r0, a0, b0);
    fe_mul(r1, a1, b1);
}

/* Reads 32 bytes a lane, little-endian; bit 255 is ignored and the value need not be below p. */
LANE_INLINE void fe_load(fe* r, const uint8_t bytes[LANES][32])
{
    const __m512i rows = _mm512_setr_epi64(0, 4, 8, 12, 16, 20, 24, 28);
    const __m512i mask = fe_broadcast(FE_MASK51);
    __m512i w[4];
    for (int i = 0; i < 4; i++)
        w[i] = _mm512_i64gather_epi64(rows, (const void*)(&bytes[0][0] + 8 * i), 8);
    r->v[0] = _mm512_and_si512(w[0], mask);
    r->v[1] = _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[0], 51), _mm512_slli_epi64(w[1], 13)), mask);
    r->v[2] = _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[1], 38), _mm512_slli_epi64(w[2], 26)), mask);
    r->v[3] = _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[2], 25), _mm512_slli_epi64(w[3], 39)), mask);
    r->v[4] = _mm512_and_si512(_mm512_srli_epi64(w[3], 12), mask);
}

/* The representative in [0, p), limbs below 2^51. */
LANE_INLINE void fe_canonical(fe* r, const fe* a)
{
    const __m512i mask = fe_broadcast(FE_MASK51);
    const __m512i nineteen = fe_broadcast(19);
    __m512i x[5];
    for (int i = 0; i < 5; i++)
        x[i] = a->v[i];
    /* Two sequential passes bring the value below 2^255 + 19 * 2; then x >= p exactly where x + 19 reaches 2^255. */
    for (int pass = 0; pass < 2; pass++)
    {
        for (int i = 0; i < 4; i++)
        {
            x[i + 1] = _mm512_add_epi64(x[i + 1], _mm512_srli_epi64(x[i], 51));
            x[i] = _mm512_and_si512(x[i], mask);
        }
        x[0] = _mm512_madd52lo_epu64(x[0], _mm512_srli_epi64(x[4], 51), nineteen);
        x[4] = _mm512_and_si512(x[4], mask);
    }
    __m512i quotient = _mm512_srli_epi64(_mm512_add_epi64(x[0], nineteen), 51);
    for (int i = 1; i < 5; i++)
        quotient = _mm512_srli_epi64(_mm512_add_epi64(x[i], quotient), 51);
    x[0] = _mm512_madd52lo_epu64(x[0], quotient, nineteen);
    for (int i = 0; i < 4; i++)
    {
        x[i + 1] = _mm512_add_epi64(x[i + 1], _mm512_srli_epi64(x[i], 51));
        x[i] = _mm512_and_si512(x[i], mask);
    }
    x[4] = _mm512_and_si512(x[4], mask);
    for (int i = 0; i < 5; i++)
        r->v[i] = x[i];
}

/* Writes the canonical 32 bytes of every lane. */
LANE_INLINE void fe_store(uint8_t bytes[LANES][32], const fe* a)
{
    fe c;
    fe_canonical(&c, a);
    __m512i w[4];
    w[0] = _mm512_or_si512(c.v[0], _mm512_slli_epi64(c.v[1], 51));
    w[1] = _mm512_or_si512(_mm512_srli_epi64(c.v[1], 13), _mm512_slli_epi64(c.v[2], 38));
    w[2] = _mm512_or_si512(_mm512_srli_epi64(c.v[2], 26), _mm512_slli_epi64(c.v[3], 25));
    w[3] = _mm512_or_si512(_mm512_srli_epi64(c.v[3], 39), _mm512_slli_epi64(c.v[4], 12));
    for (int i = 0; i < 4; i++)
    {
        uint64_t words[LANES];
        _mm512_storeu_si512(words, w[i]);
        for (int lane = 0; lane < LANES; lane++)
            memcpy(bytes[lane] + 8 * i, &words[lane], 8);
    }
}

LANE_INLINE lane_mask fe_is_zero(const fe* a)
{
    fe c;
    fe_canonical(&c, a);
    __m512i any = _mm512_or_si512(_mm512_or_si512(c.v[0], c.v[1]), _mm512_or_si512(c.v[2], c.v[3]));
    any = _mm512_or_si512(any, c.v[4]);
    return _mm512_testn_epi64_mask(any, any);
}

/* Parity of the canonical representative. */
LANE_INLINE lane_mask fe_is_odd(const fe* a)
{
    fe c;
    fe_canonical(&c, a);
    return _mm512_test_epi64_mask(c.v[0], fe_broadcast(1));
}

/* Lane i of r is lane (i + n) modulo LANES of a; n is a constant. */
#define fe_rotate_lanes(r, a, n)                                                                                       \
    do                                                                                                                 \
    {                                                                                                                  \
        for (int limb_ = 0; limb_ < 5; limb_++)                                                                        \
            (r)->v[limb_] = _mm512_alignr_epi64((a)->v[limb_], (a)->v[limb_], n);                                      \
    } while (0)

/*
 * Records: the numbers of one lane, five words of 64 bits each, in rows of 64 bytes: up to 3 numbers in RECORD_BYTES,
 * up to 4 in WIDE_RECORD_BYTES. Loading takes one record for each lane and turns rows into lanes by shuffles, which are
 * cheaper than gathers. Records are aligned to 64 bytes.
 */
#define RECORD_BYTES 128
#define WIDE_RECORD_BYTES 192

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

LANE_INLINE void record_load_rows(
    fe* out, int count, int row_count, const uint8_t* records, const uint32_t index[LANES])
{
    __m512i rows[24];
    for (int row = 0; row < row_count; row++)
    {
        for (int lane = 0; lane < LANES; lane++)
        {
            const uint8_t* record = records + (size_t)index[lane] * (size_t)(64 * row_count);
            rows[8 * row + lane] = _mm512_load_si512((const void*)(record + 64 * row));
        }
        lanes_transpose(rows + 8 * row);
    }
    for (int i = 0; i < 5 * count; i++)
        out[i / 5].v[i % 5] = rows[i];
}

/* Writes LANES consecutive records. */
LANE_INLINE void record_store_rows(uint8_t* records, int count, int row_count, const fe* in)
{
    __m512i rows[24];
    for (int i = 0; i < 8 * row_count; i++)
        rows[i] = i < 5 * count ? in[i / 5].v[i % 5] : _mm512_setzero_si512();
    for (int row = 0; row < row_count; row++)
    {
        lanes_transpose(rows + 8 * row);
        for (int lane = 0; lane < LANES; lane++)
            _mm512_store_si512((void*)(records + (lane * row_count + row) * 64), rows[8 * row + lane]);
    }
}

LANE_INLINE void record_load(fe out[3], const uint8_t* records, const uint32_t index[LANES])
{
    record_load_rows(out, 3, 2, records, index);
}

LANE_INLINE void record_store(uint8_t* records, const fe in[3]) { record_store_rows(records, 3, 2, in); }

LANE_INLINE void wide_record_load(fe out[4], const uint8_t* records, const uint32_t index[LANES])
{
    record_load_rows(out, 4, 3, records, index);
}

LANE_INLINE void wide_record_store(uint8_t* records, const fe in[4]) { record_store_rows(records, 4, 3, in); }

/* One record in all lanes. */
LANE_INLINE void record_broadcast(fe out[3], const uint8_t* record)
{
    const uint64_t* words = (const uint64_t*)(const void*)record;
    for (int i = 0; i < 15; i++)
        out[i / 5].v[i % 5] = fe_broadcast(words[i]);
}

/* Lane i is all ones where values[i] == x: for selections that do not branch on secrets. */
LANE_INLINE lane_mask lanes_equal(const uint8_t values[LANES], uint8_t x)
{
    __m128i v = _mm_loadl_epi64((const void*)values);
    return (lane_mask)_mm_cmpeq_epi8_mask(v, _mm_set1_epi8((char)x));
}

#endif
