#ifndef AETHER_SCALAR_H
#define AETHER_SCALAR_H

/*
 * Integers modulo the group order L = 2^252 + c, in four words of 64 bits. Nothing here branches on or indexes by a
 * value: the signer uses it too.
 */
#include <stdint.h>
#include <string.h>

typedef unsigned __int128 uint128;

static const uint64_t SCALAR_L[4] = {
    0x5812631a5cf5d3edULL, 0x14def9dea2f79cd6ULL, 0x0000000000000000ULL, 0x1000000000000000ULL};

/* r (n words) += a (n words) << shift words within n. */
static inline uint64_t words_add(uint64_t* r, const uint64_t* a, int n)
{
    uint128 carry = 0;
    for (int i = 0; i < n; i++)
    {
        carry += (uint128)r[i] + a[i];
        r[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return (uint64_t)carry;
}

/* r -= a; returns the borrow, 0 or 1. */
static inline uint64_t words_sub(uint64_t* r, const uint64_t* a, int n)
{
    uint64_t borrow = 0;
    for (int i = 0; i < n; i++)
    {
        uint128 difference = (uint128)r[i] - a[i] - borrow;
        r[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
    return borrow;
}

/* r (na + nb words) = a b. */
static inline void words_mul(uint64_t* r, const uint64_t* a, int na, const uint64_t* b, int nb)
{
    memset(r, 0, (size_t)(na + nb) * sizeof *r);
    for (int i = 0; i < na; i++)
    {
        uint64_t carry = 0;
        for (int j = 0; j < nb; j++)
        {
            uint128 t = (uint128)a[i] * b[j] + r[i + j] + carry;
            r[i + j] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        r[i + nb] = carry;
    }
}

/*
 * The compiler takes a mask for a new value here: it would otherwise see that the mask is 0 or all ones, and branch on
 * the secret behind it. MemorySanitizer does not follow values through assembler, so its build goes without.
 */
static inline uint64_t opaque_mask(uint64_t mask)
{
#if !(defined(__has_feature) && __has_feature(memory_sanitizer))
    __asm__("" : "+r"(mask));
#endif
    return mask;
}

/* r -= L where r >= L; r is below 2 L. */
static inline void scalar_reduce_once(uint64_t r[4])
{
    uint64_t t[4] = {r[0], r[1], r[2], r[3]};
    uint64_t keep = opaque_mask(0 - words_sub(t, SCALAR_L, 4));
    for (int i = 0; i < 4; i++)
        r[i] = (r[i] & keep) | (t[i] & ~keep);
}

/* x / 2^252 into high (n - 3 words of it), x modulo 2^252 into x; x has n words. */
static inline void split_252(uint64_t* high, uint64_t* x, int n)
{
    for (int i = 3; i < n; i++)
        high[i - 3] = (x[i] >> 60) | (i + 1 < n ? x[i + 1] << 4 : 0);
    x[3] &= 0x0fffffffffffffffULL;
    for (int i = 4; i < n; i++)
        x[i] = 0;
}

/*
 * r = x modulo L for x of eight words. 2^252 = -c modulo L turns the upper part h into a small correction, thrice;
 * before each a multiple of L that exceeds c h is added, so that no step goes below zero:
 * c h < 2^125 2^260 = 2^385 <= L 2^133, then c h < 2^125 2^135 = 2^260 <= L 2^8, then c h < 2^125 2^9 < L.
 */
static inline void scalar_reduce(uint64_t r[4], const uint64_t x[8])
{
    static const uint64_t l_133[7] = {0, 0, 0x5812631a5cf5d3edULL << 5,
        0x14def9dea2f79cd6ULL << 5 | 0x5812631a5cf5d3edULL >> 59, 0x14def9dea2f79cd6ULL >> 59, 0, 2};
    static const uint64_t l_8[5] = {0x5812631a5cf5d3edULL << 8,
        0x14def9dea2f79cd6ULL << 8 | 0x5812631a5cf5d3edULL >> 56, 0x14def9dea2f79cd6ULL >> 56, 0, 16};
    uint64_t t[8], high[5], product[7];
    memcpy(t, x, sizeof t);
    split_252(high, t, 8);
    words_mul(product, high, 5, SCALAR_L, 2);
    words_add(t, l_133, 7);
    words_sub(t, product, 7);

    split_252(high, t, 7);
    words_mul(product, high, 3, SCALAR_L, 2);
    words_add(t, l_8, 5);
    words_sub(t, product, 5);

    split_252(high, t, 5);
    words_mul(product, high, 1, SCALAR_L, 2);
    product[3] = 0;
    words_add(t, SCALAR_L, 4);
    words_sub(t, product, 4);
    memcpy(r, t, 4 * sizeof *r);
    scalar_reduce_once(r);
}

static inline void scalar_load(uint64_t r[4], const uint8_t bytes[32]) { memcpy(r, bytes, 32); }

/* 1 where the 32 bytes are below L. */
static inline int scalar_is_canonical(const uint8_t bytes[32])
{
    uint64_t t[4];
    scalar_load(t, bytes);
    return (int)words_sub(t, SCALAR_L, 4);
}

/* SHA-512 output modulo L. */
static inline void scalar_from_digest(uint64_t r[4], const uint8_t digest[64])
{
    uint64_t x[8];
    memcpy(x, digest, 64);
    scalar_reduce(r, x);
}

/* r = a b modulo L for a of two words. */
static inline void scalar_mul_short(uint64_t r[4], const uint64_t a[2], const uint64_t b[4])
{
    uint64_t x[8];
    words_mul(x, b, 4, a, 2);
    x[6] = x[7] = 0;
    scalar_reduce(r, x);
}

/* r = a b + c modulo L; the product of a and b with c is below 2^512. */
static inline void scalar_mul_add(uint64_t r[4], const uint64_t a[4], const uint64_t b[4], const uint64_t c[4])
{
    uint64_t x[8], addend[8] = {c[0], c[1], c[2], c[3], 0, 0, 0, 0};
    words_mul(x, a, 4, b, 4);
    words_add(x, addend, 8);
    scalar_reduce(r, x);
}

/* r = a + b modulo L for reduced a and b. */
static inline void scalar_add(uint64_t r[4], const uint64_t a[4], const uint64_t b[4])
{
    memmove(r, a, 4 * sizeof *r);
    words_add(r, b, 4);
    scalar_reduce_once(r);
}

/* r = -a modulo L for reduced a. */
static inline void scalar_negate(uint64_t r[4], const uint64_t a[4])
{
    uint64_t t[4];
    memcpy(t, SCALAR_L, sizeof t);
    words_sub(t, a, 4);
    scalar_reduce_once(t);
    memcpy(r, t, sizeof t);
}

/*
 * r (five words) = a + 2^(w - 1) (1 + 2^w + ... + 2^(w (count - 2))). Digit i < count - 1 of a in [-2^(w-1), 2^(w-1))
 * is then bits [w i, w i + w) of r less 2^(w - 1), and the last digit is what remains above: no carry runs between
 * digits.
 */
static inline void scalar_offset_digits(uint64_t r[5], const uint64_t a[4], int w, int count)
{
    uint64_t offset[5] = {0};
    for (int i = 0; i < count - 1; i++)
    {
        int bit = w * i + w - 1;
        offset[bit / 64] |= 1ULL << (bit % 64);
    }
    memcpy(r, a, 4 * sizeof *r);
    r[4] = 0;
    words_add(r, offset, 5);
}

/* Bits [bit, bit + width) of r, width at most 32. */
static inline uint32_t scalar_bits(const uint64_t r[5], int bit, int width)
{
    uint64_t low = r[bit / 64] >> (bit % 64);
    if (bit % 64 != 0 && bit / 64 < 4)
        low |= r[bit / 64 + 1] << (64 - bit % 64);
    return (uint32_t)(low & ((1ULL << width) - 1));
}

#endif
