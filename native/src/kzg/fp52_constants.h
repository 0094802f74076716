#ifndef AETHER_KZG_FP52_CONSTANTS_H
#define AETHER_KZG_FP52_CONSTANTS_H

#include <stdint.h>

/* The base field of BLS12-381 in eight limbs of 52 bits, least first, and Montgomery form with R = 2^416. */

#define FP_DIGIT 0x3fffcfffcfffdull /* -1/p mod 2^52 */
#define FP_TOP_RECIPROCAL 0x9d8307de6ull /* 2^52 / (limb 7 of p + 1), rounded down */

/* p */
static const uint64_t FP_P[8] = {
    0xeffffffffaaabull, 0xfeb153ffffb9full, 0x6b0f6241eabffull, 0x12bf6730d2a0full,
    0x764774b84f385ull, 0x1ba7b6434bacdull, 0x1ea397fe69a4bull, 0x1a011ull,
};
/* 4 p */
static const uint64_t FP_4P[8] = {
    0xbfffffffeaaacull, 0xfac54ffffee7full, 0xac3d8907aafffull, 0x4afd9cc34a83dull,
    0xd91dd2e13ce14ull, 0x6e9ed90d2eb35ull, 0x7a8e5ff9a692cull, 0x68044ull,
};
/* 8 p */
static const uint64_t FP_8P[8] = {
    0x7fffffffd5558ull, 0xf58a9ffffdcffull, 0x587b120f55fffull, 0x95fb39869507bull,
    0xb23ba5c279c28ull, 0xdd3db21a5d66bull, 0xf51cbff34d258ull, 0xd0088ull,
};
/* 2^416 - p */
static const uint64_t FP_MINUS_P[8] = {
    0x1000000005555ull, 0x14eac0000460ull, 0x94f09dbe15400ull, 0xed4098cf2d5f0ull,
    0x89b88b47b0c7aull, 0xe45849bcb4532ull, 0xe15c6801965b4ull, 0xffffffffe5feeull,
};
/* 2^832 mod p: into Montgomery form */
static const uint64_t FP_RR[8] = {
    0xa5bf4cb89af51ull, 0x3afbba7ca31a2ull, 0x2646160ec71f1ull, 0xa84d710465903ull,
    0x3480a4a188311ull, 0x98e5907ad91f5ull, 0x2075d74507266ull, 0x8746ull,
};
/* 1 in Montgomery form */
static const uint64_t FP_ONE[8] = {
    0x6480ea8e9b9afull, 0x65766c8fe444full, 0x8b540fea96f7dull, 0x3b2ee82efd422ull,
    0xa6723e5f0ade5ull, 0xff6eb6fdd4230ull, 0xe06ef23c24a25ull, 0x14c8eull,
};
/* 1: out of Montgomery form */
static const uint64_t FP_PLAIN_ONE[8] = {
    0x1ull, 0x0ull, 0x0ull, 0x0ull,
    0x0ull, 0x0ull, 0x0ull, 0x0ull,
};
/* p - 2 in hexadecimal digits, most significant first */
static const uint8_t FP_INVERSE_DIGITS[96] = {
    1, 10, 0, 1, 1, 1, 14, 10, 3, 9, 7, 15, 14, 6, 9, 10, 4, 11, 1, 11, 10, 7, 11, 6,
    4, 3, 4, 11, 10, 12, 13, 7, 6, 4, 7, 7, 4, 11, 8, 4, 15, 3, 8, 5, 1, 2, 11, 15,
    6, 7, 3, 0, 13, 2, 10, 0, 15, 6, 11, 0, 15, 6, 2, 4, 1, 14, 10, 11, 15, 15, 15, 14,
    11, 1, 5, 3, 15, 15, 15, 15, 11, 9, 15, 14, 15, 15, 15, 15, 15, 15, 15, 15, 10, 10, 10, 9,
};

#endif
