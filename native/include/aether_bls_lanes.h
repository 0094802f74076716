#ifndef AETHER_BLS_LANES_H
#define AETHER_BLS_LANES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Decoding of BLS12-381 points in lanes: one point a lane of AVX-512 IFMA.
 *
 * Encodings are those of draft-irtf-cfrg-pairing-friendly-curves, appendix C (the ZCash format).
 * Inputs are public: the running time depends on them. Nothing is allocated and nothing is kept
 * between calls; any thread may call.
 */

/* What became of one encoding. */
enum
{
    AETHER_BLS_OK = 0,
    AETHER_BLS_BAD_ENCODING = 1,
    AETHER_BLS_NOT_ON_CURVE = 2,
    AETHER_BLS_NOT_IN_GROUP = 3,
    AETHER_BLS_INFINITY = 4,
    /* The lane met a case that its formulas leave out; no point of the group does. Decode it some
       other way. */
    AETHER_BLS_UNDECIDED = 5,
};

/*
 * Decodes n compressed points of G2 and checks curve and subgroup.
 *   compressed  n x 96 bytes, any alignment.
 *   affine      n x 192 bytes, aligned to 8: x and y, each two elements of 6 x 64 bits in
 *               Montgomery form with R = 2^384, as blst_p2_affine. All zero where the status is
 *               not AETHER_BLS_OK.
 *   status      n codes from above.
 * Needs AETHER_CPU_IFMA. Best in multiples of 16.
 */
void aether_bls_g2_decode_ifma(
    const uint8_t *compressed, size_t n, uint64_t *affine, uint8_t *status);

#endif
