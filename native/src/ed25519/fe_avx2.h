/*
 * The field of 2^255 - 19, four elements at once in AVX2.
 *
 * Shape: an element is ten limbs of alternately 26 and 25 bits (radix 2^25.5); limb i weighs 2^ceil(25.5 i), and
 * v[i] holds that limb of four lanes, each in the low half of a 64-bit element, so that vpmuludq multiplies four
 * lanes at once. Two limbs 2k and 2k+1 together are one limb of radix 2^51.
 *
 * Bounds, with B[i] = 2^26 for even and 2^25 for odd i:
 *   tight  limb i <= B[i] + 2^17; the value is below 2^255 (1 + 2^-7) < 2p. Every function that returns an fe
 *          returns a tight one and takes tight ones, unless it says "loose".
 *   loose  limb i <= 4 B[i] + 2^19 on the left of a product, limb i <= 2 B[i] + 2^18 on its right, and
 *          limb i <= 3 B[i] + 2^18 in a square. fe_add_loose gives at most 2 B + 2^18, fe_sub_loose 3 B + 2^18.
 *   wide   limb i <= W[i], W[i] = 1.2 * 2^62 for even and 1.4 * 2^61 for odd i: a product before its carries;
 *          limb i <= 2^59 where the factors are tight.
 * A column of a product is, for even i, at most the largest factors' product times 1 + 19 (4 + 5/2), since two odd
 * limbs count twice but are a quarter: below 9.08 * 124.5 * 2^52 < 1.2 * 2^62, and for odd i at most
 * 9.08 * (2 + 19 * 8) * 2^51 < 1.4 * 2^61. The factor 19 is multiplied into a limb, or into the sum of two
 * neighbours, before the product: 19 (2 * (2^26 + 2^25) + 2^19) < 2^32 and 19 (3 * 2^26 + 2^18) < 2^32.
 *
 * Timing: no branch and no address depends on an element; fe_is_zero and its kind return masks.
 */
#ifndef AETHER_FE_AVX2_H
#define AETHER_FE_AVX2_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define LANES 4
#define FE_LIMBS 10

/* This field has fe_add_loose and fe_sub_loose. */
#define FE_HAS_LOOSE

/* A set of lanes: bit i is lane i. */
typedef uint8_t lane_mask;

#define LANE_INLINE static inline __attribute__((always_inline, unused))

/* A large function is called rather than copied: copies of it would not fit the instruction cache. */
#define LANE_CALL static __attribute__((noinline, unused))

typedef struct
{
    __m256i v[FE_LIMBS];
} fe;

/* A folded product whose limbs still hold their carries; see "wide" above. */
typedef struct
{
    __m256i v[FE_LIMBS];
} fe_wide;

/*
 * An aligned variable in memory makes the compiler align the frame, and with it its spilled vectors: an unaligned
 * spill crosses a cache line every other time, and costs a third of a multiplication.
 */
#define FE_ALIGN_FRAME()                                                                                               \
    __m256i aligned_;                                                                                                  \
    __asm__ volatile("" : "=m"(aligned_))

/*
 * The compiler takes a vector for a new value here: it neither undoes the multiplication by 19 nor interleaves what the
 * registers cannot hold. MemorySanitizer does not follow values through assembler, so its build goes without.
 */
#if defined(__has_feature) && __has_feature(memory_sanitizer)
#define FE_OPAQUE(x) (void)(x)
#else
#define FE_OPAQUE(x) __asm__("" : "+x"(x))
#endif

#define FE_MASK26 _mm256_set1_epi64x((1 << 26) - 1)
#define FE_MASK25 _mm256_set1_epi64x((1 << 25) - 1)

/* ------------------------------------------------------------------------------------------------- constants */

LANE_INLINE void fe_zero(fe* r)
{
    for (int i = 0; i < FE_LIMBS; i++)
        r->v[i] = _mm256_setzero_si256();
}

LANE_INLINE void fe_one(fe* r)
{
    fe_zero(r);
    r->v[0] = _mm256_set1_epi64x(1);
}

/* Every lane becomes the constant given by five limbs below 2^51. */
LANE_INLINE void fe_from_constant(fe* r, const uint64_t limbs51[5])
{
    for (int i = 0; i < 5; i++)
    {
        r->v[2 * i] = _mm256_set1_epi64x((long long)(limbs51[i] & ((1u << 26) - 1)));
        r->v[2 * i + 1] = _mm256_set1_epi64x((long long)(limbs51[i] >> 26));
    }
}

/* --------------------------------------------------------------------------------------------------- carries */

/* r = 19 c for c < 2^59. */
LANE_INLINE __m256i fe_times19(__m256i c)
{
    __m256i three = _mm256_add_epi64(c, _mm256_slli_epi64(c, 1));
    FE_OPAQUE(three);
    return _mm256_add_epi64(three, _mm256_slli_epi64(c, 4));
}

/*
 * One parallel round of carries, for limbs h[i] <= 2^6 B[i]: the carries are at most 2^6, so that the result is at
 * most B[i] + 19 * 2^6.
 */
LANE_INLINE void fe_carry_once(fe* r, const __m256i h[FE_LIMBS])
{
    __m256i carry[FE_LIMBS];
    for (int i = 0; i < FE_LIMBS; i += 2)
    {
        carry[i] = _mm256_srli_epi64(h[i], 26);
        carry[i + 1] = _mm256_srli_epi64(h[i + 1], 25);
    }

    const __m256i last = _mm256_mul_epu32(carry[9], _mm256_set1_epi64x(19));
    r->v[0] = _mm256_add_epi64(_mm256_and_si256(h[0], FE_MASK26), last);
    for (int i = 1; i < FE_LIMBS; i++)
    {
        const __m256i mask = i & 1 ? FE_MASK25 : FE_MASK26;
        r->v[i] = _mm256_add_epi64(_mm256_and_si256(h[i], mask), carry[i - 1]);
    }
}

/* Moves the carry of limb i into limb i + 1 (limb 9 into limb 0). */
#define FE_CARRY_STEP(h, i)                                                                        \
    do                                                                                             \
    {                                                                                              \
        const __m256i carry = _mm256_srli_epi64((h)[i], (i) & 1 ? 25 : 26);                        \
        (h)[i] = _mm256_and_si256((h)[i], (i) & 1 ? FE_MASK25 : FE_MASK26);                        \
        (h)[((i) + 1) % FE_LIMBS] =                                                                \
            _mm256_add_epi64((h)[((i) + 1) % FE_LIMBS], (i) == 9 ? fe_times19(carry) : carry);     \
    } while (0)

/*
 * Reduces even limbs below 2^64 - 2^40 and odd ones below 2^63 to a tight element. Two chains, 0 to 4 and 5 to 9, run
 * side by side; a carry is below 2^38.1, so no limb overflows. The last two steps leave limbs 5 and 0 below B: limb 0
 * had received at most 19 * 2^38.1, so that limb 1 ends below 2^25 + 2^17; limb 6 ends below 2^26 + 2^14.
 */
LANE_INLINE void fe_carry_chain(fe* r, __m256i h[FE_LIMBS])
{
    FE_CARRY_STEP(h, 0);
    FE_CARRY_STEP(h, 5);
    FE_CARRY_STEP(h, 1);
    FE_CARRY_STEP(h, 6);
    FE_CARRY_STEP(h, 2);
    FE_CARRY_STEP(h, 7);
    FE_CARRY_STEP(h, 3);
    FE_CARRY_STEP(h, 8);
    FE_CARRY_STEP(h, 4);
    FE_CARRY_STEP(h, 9);
    FE_CARRY_STEP(h, 5);
    FE_CARRY_STEP(h, 0);
    for (int i = 0; i < FE_LIMBS; i++)
        r->v[i] = h[i];
}

/* ---------------------------------------------------------------------------------- addition and subtraction */

/* 2p, limb by limb at least every tight limb. */
LANE_INLINE __m256i fe_twice_p(int i)
{
    return _mm256_set1_epi64x(i == 0 ? (1 << 27) - 38 : i & 1 ? (1 << 26) - 2 : (1 << 27) - 2);
}

/* r = a + b, loose: at most 2 B[i] + 2^18. */
LANE_INLINE void fe_add_loose(fe* r, const fe* a, const fe* b)
{
    for (int i = 0; i < FE_LIMBS; i++)
        r->v[i] = _mm256_add_epi64(a->v[i], b->v[i]);
}

/* r = a - b, loose: a - b + 2p is at most 3 B[i] + 2^17. */
LANE_INLINE void fe_sub_loose(fe* r, const fe* a, const fe* b)
{
    for (int i = 0; i < FE_LIMBS; i++)
        r->v[i] = _mm256_sub_epi64(_mm256_add_epi64(a->v[i], fe_twice_p(i)), b->v[i]);
}

LANE_INLINE void fe_add(fe* r, const fe* a, const fe* b)
{
    fe sum;
    fe_add_loose(&sum, a, b);
    fe_carry_once(r, sum.v);
}

LANE_INLINE void fe_sub(fe* r, const fe* a, const fe* b)
{
    fe difference;
    fe_sub_loose(&difference, a, b);
    fe_carry_once(r, difference.v);
}

LANE_INLINE void fe_double(fe* r, const fe* a)
{
    fe_add(r, a, a);
}

LANE_INLINE void fe_neg(fe* r, const fe* a)
{
    __m256i h[FE_LIMBS];
    for (int i = 0; i < FE_LIMBS; i++)
        h[i] = _mm256_sub_epi64(fe_twice_p(i), a->v[i]);

    fe_carry_once(r, h);
}

/* --------------------------------------------------------------------------------------------- multiplication */

/* c = a b modulo y^5 - 19, for five limbs each: the columns c[k] = sum of a_i b_(k-i) + 19 sum of a_i b_(k+5-i). */
LANE_INLINE void fe_product5(__m256i c[5], const __m256i a[5], const __m256i b[5])
{
    const __m256i nineteen = _mm256_set1_epi64x(19);
    __m256i folded[5];
    for (int j = 1; j < 5; j++)
    {
        folded[j] = _mm256_mul_epu32(b[j], nineteen);
        FE_OPAQUE(folded[j]);
    }

#pragma clang loop unroll(full)
    for (int i = 0; i < 5; i++)
    {
#pragma clang loop unroll(full)
        for (int j = 0; j < 5; j++)
        {
            const int k = (i + j) % 5;
            const __m256i product = _mm256_mul_epu32(a[i], i + j < 5 ? b[j] : folded[j]);
            c[k] = i == 0 ? product : _mm256_add_epi64(c[k], product);
        }
    }

    for (int k = 0; k < 5; k++)
        FE_OPAQUE(c[k]);
}

/*
 * The folded product of two elements, loose as a left and a right factor may be. With y = 2^51, a = A + 2^26 B for
 * its even limbs A and odd limbs B, and a b = A A' + 2 y B B' + 2^26 (A B' + B A'), where
 * A B' + B A' = (A + B)(A' + B') - A A' - B B' (Karatsuba). The differences are the columns of A B' + B A' exactly,
 * whatever wraps in between.
 */
LANE_INLINE void fe_product(__m256i h[FE_LIMBS], const fe* a, const fe* b)
{
    FE_ALIGN_FRAME();
    __m256i left[5], right[5], even[5], odd[5], mixed[5];
    for (int k = 0; k < 5; k++)
    {
        left[k] = a->v[2 * k];
        right[k] = b->v[2 * k];
    }

    fe_product5(even, left, right);
    for (int k = 0; k < 5; k++)
    {
        left[k] = a->v[2 * k + 1];
        right[k] = b->v[2 * k + 1];
    }

    fe_product5(odd, left, right);
    for (int k = 0; k < 5; k++)
    {
        left[k] = _mm256_add_epi64(a->v[2 * k], a->v[2 * k + 1]);
        right[k] = _mm256_add_epi64(b->v[2 * k], b->v[2 * k + 1]);
    }

    fe_product5(mixed, left, right);
    h[0] = _mm256_add_epi64(even[0], _mm256_slli_epi64(fe_times19(odd[4]), 1));
    for (int k = 0; k < 5; k++)
    {
        h[2 * k + 1] = _mm256_sub_epi64(mixed[k], _mm256_add_epi64(even[k], odd[k]));
        if (k > 0)
            h[2 * k] = _mm256_add_epi64(even[k], _mm256_add_epi64(odd[k - 1], odd[k - 1]));
    }
}

/*
 * The folded square of a loose element. Each pair of limbs is multiplied once; its factors 2 (the pair counts twice),
 * 2 (two odd limbs) and 19 (the fold) are spread over the two limbs: 4 * (3 * 2^25 + 2^18) < 2^32 on the one side,
 * 19 (3 * 2^26 + 2^18) < 2^32 on the other.
 */
LANE_INLINE void fe_square(__m256i h[FE_LIMBS], const fe* a)
{
    FE_ALIGN_FRAME();
    const __m256i nineteen = _mm256_set1_epi64x(19);
    __m256i folded[FE_LIMBS];
    for (int j = 5; j < FE_LIMBS; j++)
    {
        folded[j] = _mm256_mul_epu32(a->v[j], nineteen);
        FE_OPAQUE(folded[j]);
    }

    for (int i = 0; i < FE_LIMBS; i++)
        h[i] = _mm256_setzero_si256();

#pragma clang loop unroll(full)
    for (int i = 0; i < FE_LIMBS; i++)
    {
        const __m256i once = a->v[i];
        const __m256i twice = _mm256_add_epi64(once, once);
        const __m256i fourfold = _mm256_add_epi64(twice, twice);
#pragma clang loop unroll(full)
        for (int j = i; j < FE_LIMBS; j++)
        {
            const __m256i other = i + j < FE_LIMBS ? a->v[j] : folded[j];
            const int doublings = (i != j) + (i & j & 1);
            const __m256i factor = doublings == 0 ? once : doublings == 1 ? twice : fourfold;
            const int column = (i + j) % FE_LIMBS;
            h[column] = _mm256_add_epi64(h[column], _mm256_mul_epu32(factor, other));
        }
    }
}

/* r = a b; takes a loose left and a loose right factor. */
LANE_CALL void fe_mul(fe* r, const fe* a, const fe* b)
{
    __m256i h[FE_LIMBS];
    fe_product(h, a, b);
    fe_carry_chain(r, h);
}

/* r = a^2; takes a loose element. */
LANE_CALL void fe_sq(fe* r, const fe* a)
{
    __m256i h[FE_LIMBS];
    fe_square(h, a);
    fe_carry_chain(r, h);
}

/* r0 = a0 b0 and r1 = a1 b1, with factors as of fe_mul. Any argument may be any other but r0 be r1. */
LANE_INLINE void fe_mul2(fe* r0, const fe* a0, const fe* b0, fe* r1, const fe* a1, const fe* b1)
{
    fe first;
    fe_mul(&first, a0, b0);
    fe_mul(r1, a1, b1);
    *r0 = first;
}

/* r = a^(2^n), n >= 1. */
LANE_INLINE void fe_sqn(fe* r, const fe* a, int n)
{
    fe_sq(r, a);
    for (int i = 1; i < n; i++)
        fe_sq(r, r);
}

/* r0 = r0^(2^n) and r1 = r1^(2^n): two independent chains hide each other's latency. */
LANE_INLINE void fe_sqn2(fe* r0, fe* r1, int n)
{
    for (int i = 0; i < n; i++)
    {
        fe_sq(r0, r0);
        fe_sq(r1, r1);
    }
}

/* ---------------------------------------------------------------------------------------------- wide products */

/* r = a b, uncarried; takes factors as fe_mul does. */
LANE_CALL void fe_mul_wide(fe_wide* r, const fe* a, const fe* b)
{
    fe_product(r->v, a, b);
}

/* r = a^2, uncarried; takes a loose element. */
LANE_CALL void fe_sq_wide(fe_wide* r, const fe* a)
{
    fe_square(r->v, a);
}

LANE_INLINE void fe_wide_carry(fe* r, const fe_wide* a)
{
    __m256i h[FE_LIMBS];
    for (int i = 0; i < FE_LIMBS; i++)
        h[i] = a->v[i];

    fe_carry_chain(r, h);
}

/* r = a + b: at most 2.4 * 2^62 before the carries. */
LANE_INLINE void fe_wide_add(fe* r, const fe_wide* a, const fe_wide* b)
{
    __m256i h[FE_LIMBS];
    for (int i = 0; i < FE_LIMBS; i++)
        h[i] = _mm256_add_epi64(a->v[i], b->v[i]);

    fe_carry_chain(r, h);
}

/* 3 * 2^35 p, whose limbs of almost 1.5 * 2^62 and 1.5 * 2^61 exceed every wide limb. */
LANE_INLINE __m256i fe_wide_multiple_of_p(int i)
{
    const long long p = i == 0 ? (1 << 26) - 19 : i & 1 ? (1 << 25) - 1 : (1 << 26) - 1;
    return _mm256_set1_epi64x(p * (3ll << 35));
}

/* r = a - b: at most 2.7 * 2^62 before the carries. */
LANE_INLINE void fe_wide_sub(fe* r, const fe_wide* a, const fe_wide* b)
{
    __m256i h[FE_LIMBS];
    for (int i = 0; i < FE_LIMBS; i++)
        h[i] = _mm256_sub_epi64(_mm256_add_epi64(a->v[i], fe_wide_multiple_of_p(i)), b->v[i]);

    fe_carry_chain(r, h);
}

/* r = 2 a as a wide. */
LANE_INLINE void fe_wide_double(fe_wide* r, const fe* a)
{
    for (int i = 0; i < FE_LIMBS; i++)
        r->v[i] = _mm256_add_epi64(a->v[i], a->v[i]);
}

/*
 * The four factors of a doubling from the squares xx = X^2, yy = Y^2, zz = Z^2 of tight elements and ss = (X + Y)^2
 * of X + Y tight or loose: e = xx + yy - ss, f = 2 zz + xx - yy, g = xx - yy, h = xx + yy. With limbs of the first
 * three at most 2^59, no sum exceeds 1.5 * 2^62 + 3 * 2^59.
 */
LANE_INLINE void fe_double_terms(fe* e, fe* f, fe* g, fe* h, const fe_wide* xx, const fe_wide* yy, const fe_wide* zz,
                                 const fe_wide* ss)
{
    __m256i xe[FE_LIMBS], xf[FE_LIMBS], xg[FE_LIMBS], xh[FE_LIMBS];
    for (int i = 0; i < FE_LIMBS; i++)
    {
        const __m256i bias = fe_wide_multiple_of_p(i);
        xh[i] = _mm256_add_epi64(xx->v[i], yy->v[i]);
        xg[i] = _mm256_add_epi64(_mm256_sub_epi64(xx->v[i], yy->v[i]), bias);
        xe[i] = _mm256_add_epi64(_mm256_sub_epi64(xh[i], ss->v[i]), bias);
        xf[i] = _mm256_add_epi64(xg[i], _mm256_add_epi64(zz->v[i], zz->v[i]));
    }

    fe_carry_chain(e, xe);
    fe_carry_chain(f, xf);
    fe_carry_chain(g, xg);
    fe_carry_chain(h, xh);
}

/* ---------------------------------------------------------------------------------------------------- bytes */

/* Transposes four rows of four 64-bit words. */
LANE_INLINE void fe_transpose(__m256i out[4], __m256i a, __m256i b, __m256i c, __m256i d)
{
    const __m256i ab_low = _mm256_unpacklo_epi64(a, b);
    const __m256i ab_high = _mm256_unpackhi_epi64(a, b);
    const __m256i cd_low = _mm256_unpacklo_epi64(c, d);
    const __m256i cd_high = _mm256_unpackhi_epi64(c, d);
    out[0] = _mm256_permute2x128_si256(ab_low, cd_low, 0x20);
    out[1] = _mm256_permute2x128_si256(ab_high, cd_high, 0x20);
    out[2] = _mm256_permute2x128_si256(ab_low, cd_low, 0x31);
    out[3] = _mm256_permute2x128_si256(ab_high, cd_high, 0x31);
}

LANE_INLINE __m256i fe_load_bytes(const uint8_t* bytes)
{
    return _mm256_loadu_si256((const __m256i*)bytes);
}

/* Reads 255 bits, little-endian, per lane; bit 255 is ignored and the value may be p or more. */
LANE_INLINE void fe_load(fe* r, const uint8_t bytes[LANES][32])
{
    __m256i w[4];
    fe_transpose(w, fe_load_bytes(bytes[0]), fe_load_bytes(bytes[1]), fe_load_bytes(bytes[2]), fe_load_bytes(bytes[3]));
    const __m256i limb2 = _mm256_or_si256(_mm256_srli_epi64(w[0], 51), _mm256_slli_epi64(w[1], 13));
    const __m256i limb7 = _mm256_or_si256(_mm256_srli_epi64(w[2], 51), _mm256_slli_epi64(w[3], 13));
    r->v[0] = _mm256_and_si256(w[0], FE_MASK26);
    r->v[1] = _mm256_and_si256(_mm256_srli_epi64(w[0], 26), FE_MASK25);
    r->v[2] = _mm256_and_si256(limb2, FE_MASK26);
    r->v[3] = _mm256_and_si256(_mm256_srli_epi64(w[1], 13), FE_MASK25);
    r->v[4] = _mm256_srli_epi64(w[1], 38);
    r->v[5] = _mm256_and_si256(w[2], FE_MASK25);
    r->v[6] = _mm256_and_si256(_mm256_srli_epi64(w[2], 25), FE_MASK26);
    r->v[7] = _mm256_and_si256(limb7, FE_MASK25);
    r->v[8] = _mm256_and_si256(_mm256_srli_epi64(w[3], 12), FE_MASK26);
    r->v[9] = _mm256_and_si256(_mm256_srli_epi64(w[3], 38), FE_MASK25);
}

/* 1 where the value is p or more, else 0: a tight value is below 2p, so this is the carry out of value + 19. */
LANE_INLINE __m256i fe_quotient(const fe* a)
{
    __m256i carry = _mm256_set1_epi64x(19);
    for (int i = 0; i < FE_LIMBS; i += 2)
    {
        carry = _mm256_srli_epi64(_mm256_add_epi64(a->v[i], carry), 26);
        carry = _mm256_srli_epi64(_mm256_add_epi64(a->v[i + 1], carry), 25);
    }

    return carry;
}

/* The limbs of the canonical value, each below B[i]. */
LANE_INLINE void fe_canonical(__m256i h[FE_LIMBS], const fe* a)
{
    /* value - q p = value + 19 q - 2^255 q; the mask of limb 9 drops 2^255. */
    __m256i carry = _mm256_mul_epu32(fe_quotient(a), _mm256_set1_epi64x(19));
    for (int i = 0; i < FE_LIMBS; i++)
    {
        const __m256i sum = _mm256_add_epi64(a->v[i], carry);
        h[i] = _mm256_and_si256(sum, i & 1 ? FE_MASK25 : FE_MASK26);
        carry = _mm256_srli_epi64(sum, i & 1 ? 25 : 26);
    }
}

LANE_INLINE void fe_store(uint8_t bytes[LANES][32], const fe* a)
{
    __m256i h[FE_LIMBS];
    __m256i w[4];
    fe_canonical(h, a);
    w[0] = _mm256_or_si256(_mm256_or_si256(h[0], _mm256_slli_epi64(h[1], 26)), _mm256_slli_epi64(h[2], 51));
    w[1] = _mm256_or_si256(_mm256_srli_epi64(h[2], 13),
                           _mm256_or_si256(_mm256_slli_epi64(h[3], 13), _mm256_slli_epi64(h[4], 38)));
    w[2] = _mm256_or_si256(_mm256_or_si256(h[5], _mm256_slli_epi64(h[6], 25)), _mm256_slli_epi64(h[7], 51));
    w[3] = _mm256_or_si256(_mm256_srli_epi64(h[7], 13),
                           _mm256_or_si256(_mm256_slli_epi64(h[8], 12), _mm256_slli_epi64(h[9], 38)));
    fe_transpose(w, w[0], w[1], w[2], w[3]);
    for (int i = 0; i < LANES; i++)
        _mm256_storeu_si256((__m256i*)bytes[i], w[i]);
}

/* ------------------------------------------------------------------------------------- predicates and choices */

LANE_INLINE lane_mask fe_mask_of(__m256i lanes)
{
    return (lane_mask)_mm256_movemask_pd(_mm256_castsi256_pd(lanes));
}

LANE_INLINE __m256i fe_lanes_of(lane_mask m)
{
    const __m256i bits = _mm256_set_epi64x(8, 4, 2, 1);
    return _mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x(m), bits), bits);
}

LANE_INLINE lane_mask fe_is_zero(const fe* a)
{
    __m256i h[FE_LIMBS];
    fe_canonical(h, a);
    __m256i any = h[0];
    for (int i = 1; i < FE_LIMBS; i++)
        any = _mm256_or_si256(any, h[i]);

    return fe_mask_of(_mm256_cmpeq_epi64(any, _mm256_setzero_si256()));
}

/* Whether the canonical value is odd: p is odd, so subtracting it once flips the lowest bit. */
LANE_INLINE lane_mask fe_is_odd(const fe* a)
{
    const __m256i lowest = _mm256_xor_si256(a->v[0], fe_quotient(a));
    return fe_mask_of(_mm256_slli_epi64(lowest, 63));
}

/* Each lane of r is b where its bit of m is set, else a. */
LANE_INLINE void fe_select(fe* r, lane_mask m, const fe* a, const fe* b)
{
    const __m256i chosen = fe_lanes_of(m);
    for (int i = 0; i < FE_LIMBS; i++)
        r->v[i] = _mm256_blendv_epi8(a->v[i], b->v[i], chosen);
}

/* Each lane of r is -a where its bit of m is set, else a. */
LANE_INLINE void fe_cneg(fe* r, lane_mask m, const fe* a)
{
    fe negated;
    fe_neg(&negated, a);
    fe_select(r, m, a, &negated);
}

/* Lane i of r is lane (i + n) modulo LANES of a; n is the constant 1, 2 or 3. */
#define fe_rotate_lanes(r, a, n)                                                                                       \
    do                                                                                                                 \
    {                                                                                                                  \
        for (int limb_ = 0; limb_ < FE_LIMBS; limb_++)                                                                 \
            (r)->v[limb_] =                                                                                            \
                _mm256_permute4x64_epi64((a)->v[limb_], (n) == 1 ? 0x39 : (n) == 2 ? 0x4e : 0x93);                     \
    } while (0)

/* --------------------------------------------------------------------------------------------------- records */

/*
 * Records: elements of one lane, 5 little-endian 64-bit words each, limb 2k in the low and limb 2k + 1 in the high half
 * of word k; three elements in RECORD_BYTES, the last word unused, or four in WIDE_RECORD_BYTES. Aligned to 32 bytes.
 */
#define RECORD_BYTES 128
#define WIDE_RECORD_BYTES 160

LANE_INLINE void fe_unpack_words(__m256i* even, __m256i* odd, __m256i words)
{
    *even = _mm256_and_si256(words, _mm256_set1_epi64x(0xffffffff));
    *odd = _mm256_srli_epi64(words, 32);
}

/* Loads count elements from the records index[0] to index[LANES - 1], one record for each lane. */
LANE_INLINE void record_load_rows(fe* out, int count, int bytes, const uint8_t* records, const uint32_t index[LANES])
{
    const uint8_t* record[LANES];
    for (int lane = 0; lane < LANES; lane++)
        record[lane] = records + (size_t)index[lane] * (size_t)bytes;
#pragma clang loop unroll(full)
    for (int word = 0; word < 5 * count; word += 4)
    {
        __m256i w[4];
        for (int lane = 0; lane < LANES; lane++)
            w[lane] = fe_load_bytes(record[lane] + 8 * word);
        fe_transpose(w, w[0], w[1], w[2], w[3]);
        for (int i = 0; i < 4 && word + i < 5 * count; i++)
        {
            fe* element = &out[(word + i) / 5];
            int limb = (word + i) % 5 * 2;
            fe_unpack_words(&element->v[limb], &element->v[limb + 1], w[i]);
        }
    }
}

/* Writes LANES consecutive records of count elements each. */
LANE_INLINE void record_store_rows(uint8_t* records, int count, int bytes, const fe* in)
{
    for (int word = 0; word < 5 * count; word += 4)
    {
        __m256i w[4];
        for (int i = 0; i < 4; i++)
        {
            if (word + i >= 5 * count)
            {
                w[i] = _mm256_setzero_si256();
                continue;
            }
            const fe* element = &in[(word + i) / 5];
            int limb = (word + i) % 5 * 2;
            w[i] = _mm256_or_si256(element->v[limb], _mm256_slli_epi64(element->v[limb + 1], 32));
        }
        fe_transpose(w, w[0], w[1], w[2], w[3]);
        for (int lane = 0; lane < LANES; lane++)
            _mm256_storeu_si256((__m256i*)(records + lane * bytes + 8 * word), w[lane]);
    }
}

LANE_INLINE void record_load(fe out[3], const uint8_t* records, const uint32_t index[LANES])
{
    record_load_rows(out, 3, RECORD_BYTES, records, index);
}

LANE_INLINE void record_store(uint8_t* records, const fe in[3]) { record_store_rows(records, 3, RECORD_BYTES, in); }

LANE_INLINE void wide_record_load(fe out[4], const uint8_t* records, const uint32_t index[LANES])
{
    record_load_rows(out, 4, WIDE_RECORD_BYTES, records, index);
}

LANE_INLINE void wide_record_store(uint8_t* records, const fe in[4])
{
    record_store_rows(records, 4, WIDE_RECORD_BYTES, in);
}

/* One record in all lanes. */
LANE_INLINE void record_broadcast(fe out[3], const uint8_t* record)
{
    for (int word = 0; word < 15; word++)
    {
        fe* element = &out[word / 5];
        int limb = word % 5 * 2;
        uint64_t value;
        memcpy(&value, record + 8 * word, sizeof value);
        fe_unpack_words(&element->v[limb], &element->v[limb + 1], _mm256_set1_epi64x((long long)value));
    }
}

/* The lanes with values[i] == x: for selections that do not branch on secrets. */
LANE_INLINE lane_mask lanes_equal(const uint8_t values[LANES], uint8_t x)
{
    int32_t four;
    memcpy(&four, values, sizeof four);
    __m128i equal = _mm_cmpeq_epi8(_mm_cvtsi32_si128(four), _mm_set1_epi8((char)x));
    return (lane_mask)(_mm_movemask_epi8(equal) & 0xf);
}

#endif
