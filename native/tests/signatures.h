#ifndef AETHER_TESTS_SIGNATURES_H
#define AETHER_TESTS_SIGNATURES_H

/* Signatures made with the reference: valid ones, ones with points of small order, and ones that are broken. */
#include "reference.h"

typedef struct
{
    uint8_t key[32];
    uint8_t signature[64];
    uint8_t digest[64];
} signed_digest;

#define SMALL_ORDER 14

/* Every encoding of a point of small order that a permissive decoder takes, canonical or not. */
static const uint8_t small_order[SMALL_ORDER][32] = {
    {0x01},
    {0x01, [31] = 0x80},
    {0x00},
    {0x00, [31] = 0x80},
    {0xec, [1 ... 30] = 0xff, 0x7f},
    {0xec, [1 ... 30] = 0xff, 0xff},
    {0xed, [1 ... 30] = 0xff, 0x7f},
    {0xed, [1 ... 30] = 0xff, 0xff},
    {0xee, [1 ... 30] = 0xff, 0x7f},
    {0xee, [1 ... 30] = 0xff, 0xff},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
        0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
        0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x85},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
        0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
        0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0xfa},
};

/* Encodes n B + T for a point T of small order, or n B where torsion is negative. */
MAYBE_UNUSED void encode_multiple(uint8_t encoding[32], const uint8_t n[32], int torsion)
{
    const point base = point_base();
    point p, t;
    point_multiply(&p, &base, n, 32);
    if (torsion >= 0)
    {
        point_decode(&t, small_order[torsion]);
        point_add(&p, &p, &t);
    }
    point_encode(encoding, &p);
}

/* A signature that holds under the cofactored rule: A and R may carry a point of small order each. */
MAYBE_UNUSED void sign_reference(
    signed_digest* s, sequence* random, const uint8_t secret[32], int torsion_a, int torsion_r)
{
    uint8_t nonce[32], k[32];
    next_bytes(random, nonce, sizeof nonce);
    order_reduce(nonce, nonce, 32);
    next_bytes(random, s->digest, sizeof s->digest);
    order_reduce(k, s->digest, 64);
    encode_multiple(s->key, secret, torsion_a);
    encode_multiple(s->signature, nonce, torsion_r);
    order_multiply_add(s->signature + 32, k, secret, nonce);
}

/* Adds L to s, which stays a number of 253 bits or so but is no longer canonical. */
MAYBE_UNUSED void add_order(uint8_t s[32])
{
    big x;
    memcpy(&x, s, 32);
    unsigned __int128 carry = 0;
    for (int i = 0; i < 4; i++)
    {
        carry += (unsigned __int128)x.w[i] + big_order.w[i];
        x.w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    memcpy(s, &x, 32);
}

enum
{
    KINDS = 12,
};

/* One of KINDS kinds of signature; the first four kinds are valid. */
MAYBE_UNUSED void make_signature(signed_digest* s, sequence* random, int kind, const uint8_t secret[32])
{
    const int torsion = (int)(next_word(random) % SMALL_ORDER);
    sign_reference(s, random, secret, kind == 1 || kind == 3 ? torsion : -1,
        kind == 2 || kind == 3 ? (int)(next_word(random) % SMALL_ORDER) : -1);
    const size_t bit = next_word(random) % 256;
    switch (kind)
    {
        case 4:
            s->key[bit / 8] ^= (uint8_t)(1 << bit % 8);
            break;
        case 5:
            s->signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
            break;
        case 6:
            s->signature[32 + bit / 8] ^= (uint8_t)(1 << bit % 8);
            break;
        case 7:
            s->digest[bit / 8] ^= (uint8_t)(1 << bit % 8);
            break;
        case 8:
            add_order(s->signature + 32);
            break;
        case 9:
            memcpy(s->key, small_order[torsion], 32);
            break;
        case 10:
            /* Everything of small order and s = 0: valid under the cofactored rule. */
            memcpy(s->key, small_order[torsion], 32);
            memcpy(s->signature, small_order[next_word(random) % SMALL_ORDER], 32);
            memset(s->signature + 32, 0, 32);
            break;
        case 11:
            next_bytes(random, s->key, sizeof s->key);
            next_bytes(random, s->signature, sizeof s->signature);
            s->signature[63] &= 0x1f;
            break;
        default:
            break;
    }
}

#endif
