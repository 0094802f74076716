/*
 * Decoding of points of G2 in lanes against blst, one point at a time. The first byte says how many encodings and the
 * second which points of a pool they start as (in the group, on the curve only, infinity); the rest are patches: an
 * index, a place and a byte to exchange. What the lanes decode they must decode as blst does; what they leave
 * undecided must not be a point of the group.
 */
#include "aether_bls_lanes.h"
#include "aether_cpu.h"
#include "blst.h"
#include "reference.h"

#include <stdlib.h>
#include <unistd.h>

enum
{
    MOST = 40,
    BYTES = 96,
    WORDS = 24,
};

static uint8_t pool[MOST][BYTES];

static void check(int holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerInitialize(int* argc, char*** argv)
{
    (void)argc;
    (void)argv;
    sequence random = {1};
    if (!(aether_cpu_features() & AETHER_CPU_IFMA))
        _exit(77);
    for (int i = 0; i < MOST; i++)
    {
        uint8_t scalar[32];
        blst_p2 p;
        blst_p2_affine affine;
        next_bytes(&random, scalar, sizeof scalar);
        scalar[31] &= 0x3f;
        blst_p2_mult(&p, blst_p2_generator(), scalar, 254);
        blst_p2_to_affine(&affine, &p);
        blst_p2_affine_compress(pool[i], &affine);
        /* A random x is on the curve half of the time and then, but for a chance of 2^-381, not in the group. */
        while (i % 8 == 3)
        {
            next_bytes(&random, pool[i], BYTES);
            pool[i][0] = (uint8_t)((pool[i][0] & 0x2f) | 0x80);
            if (blst_p2_uncompress(&affine, pool[i]) == BLST_SUCCESS)
                break;
        }
    }
    memset(pool[5], 0, BYTES);
    pool[5][0] = 0xc0;
    return 0;
}

static void compare(const uint8_t* encoding, const uint64_t* affine, uint8_t status)
{
    static const uint64_t zero[WORDS];
    blst_p2_affine expected;
    BLST_ERROR error = blst_p2_uncompress(&expected, encoding);
    int is_infinity = error == BLST_SUCCESS && blst_p2_affine_is_inf(&expected);
    int in_group = error == BLST_SUCCESS && !is_infinity && blst_p2_affine_in_g2(&expected);
    switch (status)
    {
        case AETHER_BLS_OK:
            check(in_group && memcmp(affine, &expected, sizeof expected) == 0);
            return;
        case AETHER_BLS_BAD_ENCODING:
            check(error == BLST_BAD_ENCODING);
            break;
        case AETHER_BLS_NOT_ON_CURVE:
            check(error == BLST_POINT_NOT_ON_CURVE);
            break;
        case AETHER_BLS_NOT_IN_GROUP:
            check(error == BLST_SUCCESS && !in_group && !is_infinity);
            break;
        case AETHER_BLS_INFINITY:
            check(is_infinity);
            break;
        case AETHER_BLS_UNDECIDED:
            check(!in_group);
            break;
        default:
            abort();
    }
    check(memcmp(affine, zero, sizeof zero) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 2)
        return 0;
    size_t count = data[0] % MOST;
    uint8_t* encodings = malloc(count * BYTES);
    uint64_t* affine = malloc(count * WORDS * 8);
    uint8_t* status = malloc(count);
    check(count == 0 || (encodings && affine && status));
    for (size_t i = 0; i < count; i++)
        memcpy(encodings + i * BYTES, pool[(i * (1 + data[1] / MOST) + data[1]) % MOST], BYTES);
    for (size_t at = 2; count && at + 3 <= size; at += 3)
        encodings[data[at] % count * BYTES + data[at + 1] % BYTES] ^= data[at + 2];
    aether_bls_g2_decode_ifma(encodings, count, affine, status);
    for (size_t i = 0; i < count; i++)
        compare(encodings + i * BYTES, affine + i * WORDS, status[i]);
    free(encodings);
    free(affine);
    free(status);
    return 0;
}
