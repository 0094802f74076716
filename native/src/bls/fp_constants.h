#ifndef AETHER_BLS_FP_CONSTANTS_H
#define AETHER_BLS_FP_CONSTANTS_H

#include <stdint.h>

/*
 * The base field of BLS12-381 in eight limbs of 50 bits, least first, and Montgomery form with
 * R = 2^400. native/tests/bls_lanes_test.c recomputes every value from p.
 */

static const uint64_t FP_DIGIT = 0x3fffcfffcfffdull; /* -1/p mod 2^50 */

/* p */
static const uint64_t FP_P[8] = {
    0x2ffffffffaaabull, 0x3ac54ffffee7full, 0x30f6241eabfffull, 0x2fd9cc34a83daull,
    0x774b84f38512ull,  0x1ed90d2eb35d9ull, 0x397fe69a4b1baull, 0x680447a8ull,
};
/* (q p + 1) / 2^50, where q = -1/p mod 2^50: a multiple of p that needs no digit product */
static const uint64_t FP_N1[8] = {
    0x12f81f4809f2cull, 0x3786e39002d40ull, 0x411c20f13775ull,  0x79a7670223f5ull,
    0x2944c112de658ull, 0x1d3780ea1104cull, 0x188f5a89e5985ull, 0x6803f9a5ull,
};
/* (p + 1) / 2: the least element that is larger than its negative */
static const uint64_t FP_HALF_P_UP[8] = {
    0x37fffffffd556ull, 0x3d62a7ffff73full, 0x187b120f55fffull, 0x17ece61a541edull,
    0x23ba5c279c289ull, 0xf6c869759aecull,  0x1cbff34d258ddull, 0x340223d4ull,
};
/* 2^800 mod p: into Montgomery form */
static const uint64_t FP_RR[8] = {
    0x151039a1d2c25ull, 0x215ea610dcf71ull, 0x331128e8da66cull, 0xe2e0ba3d944cull,
    0x197b6252a29baull, 0x13d38ca4a32ecull, 0x381f158c5dcbeull, 0x3a47e03bull,
};
/* 1 in Montgomery form */
static const uint64_t FP_ONE[8] = {
    0x10003480e6299ull, 0x9a67ac4a158dull, 0x297c988670debull, 0x25c260fa13bd9ull,
    0x3e8a053a4e6feull, 0x34c8fb3c9c78ull, 0x12866eb6385c2ull, 0x55b691fcull,
};
/* 1: out of Montgomery form */
static const uint64_t FP_PLAIN_ONE[8] = {
    0x1ull, 0x0ull, 0x0ull, 0x0ull, 0x0ull, 0x0ull, 0x0ull, 0x0ull,
};
/* 2^384 mod p: into blst's Montgomery form */
static const uint64_t FP_R384[8] = {
    0x100000002fffdull, 0x2f10300009d82ull, 0x758baebf4000ull,  0x1157d22615d4full,
    0x3ce5853705257ull, 0x2a5e895bb1b5dull, 0x3a80e4935c071ull, 0x57d97b0full,
};
/* 1/2 in Montgomery form */
static const uint64_t FP_HALF[8] = {
    0x20001a40706a2ull, 0x2235e56250206ull, 0xd395e528e6f5ull,  0x2ace16975dfdaull,
    0x2ff5ec4c3608ull,  0x1112ce713e929ull, 0x26032aa841bbeull, 0x5edd6cd2ull,
};
/* 4 in Montgomery form */
static const uint64_t FP_FOUR[8] = {
    0x3000d203a8a63ull, 0x3649fb1288ab5ull, 0x130ff5bdbf7acull, 0x77c1f4a563d6ull,
    0x23c9ebfb90cc2ull, 0x30a717430d058ull, 0x1d9a070a001d8ull, 0x1ecd70f6ull,
};
/* imaginary part of (1 + u)^-((p - 1) / 3), whose real part is 0 */
static const uint64_t FP_PSI_X1[8] = {
    0x286758a54bb6eull, 0xd407705396e6ull, 0x240b5980c3f7ull,  0x34a4c1632819dull,
    0x34357015f85b6ull, 0xd907ccd15e09ull, 0x38a2950e6559bull, 0x548f2350ull,
};
/* real part of (1 + u)^-((p - 1) / 2) */
static const uint64_t FP_PSI_Y0[8] = {
    0x1a55cc1a62e80ull, 0x3b1e0d782b337ull, 0x2ed29edb3e1f0ull, 0x2ca33b92c7abcull,
    0x11f183e2f101dull, 0x2b74024635d38ull, 0x2a56e64b387d3ull, 0x5955995eull,
};
/* imaginary part of the same */
static const uint64_t FP_PSI_Y1[8] = {
    0x15aa33e597c2bull, 0x3fa74287d3b48ull, 0x22385436de0eull, 0x33690a1e091eull,
    0x3583346c474f5ull, 0x33650ae87d8a0ull, 0xf29004f129e6ull, 0xeaeae4aull,
};
/* 256 p, limbs between 2^50 + 2^14 and 2^51: minus a tight element of less than 256 p */
static const uint64_t FP_BIAS_TIGHT[8] = {
    0x7ffffffaaab00ull, 0x454ffffee7fbeull, 0x76241eabfffeaull, 0x59cc34a83dac2ull,
    0x74b84f38512beull, 0x590d2eb35d91cull, 0x7fe69a4b1ba7aull, 0x680447a8e4ull,
};
/* 16 p, limbs above 2^54 */
static const uint64_t FP_BIAS_16[8] = {
    0x83fffffffaaab0ull, 0x82c54ffffee7dbull, 0x80f6241eabffdeull, 0x83d9cc34a83d8cull,
    0x8374b84f38510bull, 0x82d90d2eb35d71ull, 0x817fe69a4b1b87ull, 0x680447a6eull,
};
/* 64 p, limbs above 2^54 */
static const uint64_t FP_BIAS_64[8] = {
    0x83ffffffeaaac0ull, 0x83153ffffb9fcfull, 0x83d8907aafffdaull, 0x836730d2a0f690ull,
    0x81d2e13ce1448full, 0x836434bacd7627ull, 0x81ff9a692c6e7eull, 0x1a0111ea19ull,
};
/* 128 p, limbs above 2^54 */
static const uint64_t FP_BIAS_128[8] = {
    0x83ffffffd55580ull, 0x822a7ffff73fbfull, 0x83b120f55fffd5ull, 0x82ce61a541ed41ull,
    0x83a5c279c2893full, 0x82c869759aec6eull, 0x83ff34d258dd1dull, 0x340223d452ull,
};
/* 256 p, limbs above 2^54 */
static const uint64_t FP_BIAS_256[8] = {
    0x83ffffffaaab00ull, 0x8054ffffee7f9full, 0x836241eabfffcbull, 0x819cc34a83daa3ull,
    0x834b84f385129full, 0x8190d2eb35d8fdull, 0x83fe69a4b1ba5bull, 0x680447a8c5ull,
};
/* p, limbs above 2^60: minus columns */
static const uint64_t FP_BIAS_COLUMNS[8] = {
    0x1002ffffffffaaabull, 0x1003ac54ffffea7full, 0x10030f6241eabbffull, 0x1002fd9cc34a7fdaull,
    0x1000774b84f38112ull, 0x1001ed90d2eb31d9ull, 0x100397fe69a4adbaull, 0x680443a8ull,
};
/* (p - 3) / 4 from the top: so many squarings, then a product by that odd power; 0 is none. */
static const struct root_step
{
    uint8_t squarings;
    uint8_t power;
} ROOT_STEPS[] = {
    {0, 13}, {13, 17}, {7, 15}, {4, 5},  {6, 7},  {7, 23}, {5, 31}, {5, 25}, {3, 5},  {6, 13},
    {6, 9},  {3, 3},   {8, 27}, {3, 5},  {6, 15}, {6, 27}, {3, 1},  {8, 13}, {7, 23}, {5, 11},
    {6, 13}, {6, 29},  {4, 9},  {8, 29}, {4, 13}, {7, 23}, {9, 19}, {5, 25}, {2, 3},  {7, 5},
    {7, 9},  {6, 23},  {5, 29}, {5, 19}, {5, 19}, {8, 13}, {7, 21}, {9, 15}, {5, 13}, {3, 3},
    {8, 15}, {3, 3},   {7, 9},  {9, 15}, {6, 21}, {6, 31}, {5, 31}, {5, 31}, {4, 13}, {3, 3},
    {8, 21}, {7, 31},  {5, 31}, {5, 31}, {4, 15}, {4, 7},  {7, 31}, {5, 29}, {5, 31}, {5, 31},
    {5, 31}, {5, 31},  {5, 31}, {5, 31}, {4, 13}, {6, 21}, {4, 5},  {1, 0},
};

#endif
