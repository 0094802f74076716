#ifndef AETHER_KZG_FR_H
#define AETHER_KZG_FR_H

/*
 * Integers modulo the order r of the groups of BLS12-381: four words, least first, below r, in Montgomery form with
 * R = 2^256.
 */
#include <stdint.h>
#include <string.h>

typedef struct
{
    uint64_t v[4];
} fr;

typedef unsigned __int128 uint128;

#define FR_DIGIT 0xfffffffeffffffffull /* -1/r mod 2^64 */

/* r */
static const uint64_t FR_R[4] = {
    0xffffffff00000001ull, 0x53bda402fffe5bfeull, 0x3339d80809a1d805ull, 0x73eda753299d7d48ull,
};
/* 2^512 mod r: into Montgomery form */
static const fr FR_RR = { {
    0xc999e990f3f29c6dull, 0x2b6cedcb87925c23ull, 0x5d314967254398full, 0x748d9d99f59ff11ull,
} };
/* 1 in Montgomery form */
static const fr FR_ONE = { {
    0x1fffffffeull, 0x5884b7fa00034802ull, 0x998c4fefecbc4ff5ull, 0x1824b159acc5056full,
} };
/* 7^((r - 1) / 4096), a root of unity of order 4096, in Montgomery form */
static const fr FR_OMEGA = { {
    0xf2df262c09458a39ull, 0x48cdf5b99dff177ull, 0x16857bc5c7cce57bull, 0x43b3dbca4a915aeull,
} };
/* 1/4096 in Montgomery form */
static const fr FR_INVERSE_OF_SIZE = { {
    0x0ull, 0x0ull, 0x0ull, 0x10000000000000ull,
} };
/* r - 2 */
static const uint64_t FR_INVERSE_EXPONENT[4] = {
    0xfffffffeffffffffull, 0x53bda402fffe5bfeull, 0x3339d80809a1d805ull, 0x73eda753299d7d48ull,
};

/* Subtracts r where the number, with its carry, is not below r. */
static inline void fr_correct(fr* x, uint64_t carry)
{
    uint64_t reduced[4];
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++)
    {
        uint128 difference = (uint128)x->v[i] - FR_R[i] - borrow;
        reduced[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
    if (carry || !borrow)
        memcpy(x->v, reduced, sizeof(reduced));
}

static inline void fr_add(fr* r, const fr* a, const fr* b)
{
    uint128 sum = 0;
    for (int i = 0; i < 4; i++)
    {
        sum += (uint128)a->v[i] + b->v[i];
        r->v[i] = (uint64_t)sum;
        sum >>= 64;
    }
    fr_correct(r, (uint64_t)sum);
}

static inline void fr_sub(fr* r, const fr* a, const fr* b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++)
    {
        uint128 difference = (uint128)a->v[i] - b->v[i] - borrow;
        r->v[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
    uint64_t mask = 0 - borrow;
    uint128 sum = 0;
    for (int i = 0; i < 4; i++)
    {
        sum += (uint128)r->v[i] + (FR_R[i] & mask);
        r->v[i] = (uint64_t)sum;
        sum >>= 64;
    }
}

/* Row by row: r leaves the highest bit of its highest word free, so that no row carries out of five words. */
static inline void fr_mul(fr* r, const fr* a, const fr* b)
{
    uint64_t t[5] = { 0, 0, 0, 0, 0 };
    for (int i = 0; i < 4; i++)
    {
        uint128 column = 0;
        for (int j = 0; j < 4; j++)
        {
            column += (uint128)a->v[i] * b->v[j] + t[j];
            t[j] = (uint64_t)column;
            column >>= 64;
        }
        t[4] += (uint64_t)column;
        uint64_t q = t[0] * FR_DIGIT;
        column = ((uint128)q * FR_R[0] + t[0]) >> 64;
        for (int j = 1; j < 4; j++)
        {
            column += (uint128)q * FR_R[j] + t[j];
            t[j - 1] = (uint64_t)column;
            column >>= 64;
        }
        column += t[4];
        t[3] = (uint64_t)column;
        t[4] = (uint64_t)(column >> 64);
    }
    memcpy(r->v, t, sizeof(r->v));
    fr_correct(r, t[4]);
}

/* a^(r - 2). */
static inline void fr_invert(fr* r, const fr* a)
{
    fr x = FR_ONE;
    for (int bit = 254; bit >= 0; bit--)
    {
        fr_mul(&x, &x, &x);
        if ((FR_INVERSE_EXPONENT[bit >> 6] >> (bit & 63)) & 1)
            fr_mul(&x, &x, a);
    }
    *r = x;
}

static inline int fr_equal(const fr* a, const fr* b) { return memcmp(a, b, sizeof(fr)) == 0; }

/* Reads 32 big-endian bytes; 0 where they are not below r. */
static inline int fr_read(fr* r, const uint8_t bytes[32])
{
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++)
    {
        uint64_t word;
        memcpy(&word, bytes + 24 - 8 * i, 8);
        r->v[i] = __builtin_bswap64(word);
        borrow = (uint64_t)(((uint128)r->v[i] - FR_R[i] - borrow) >> 64) & 1;
    }
    fr_mul(r, r, &FR_RR);
    return (int)borrow;
}

static inline void fr_write(uint8_t bytes[32], const fr* a)
{
    const fr plain_one = { { 1, 0, 0, 0 } };
    fr plain;
    fr_mul(&plain, a, &plain_one);
    for (int i = 0; i < 4; i++)
    {
        uint64_t word = __builtin_bswap64(plain.v[i]);
        memcpy(bytes + 24 - 8 * i, &word, 8);
    }
}

#endif
