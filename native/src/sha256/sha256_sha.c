#include "aether_sha256.h"

#include <immintrin.h>

enum
{
    BLOCK_BYTES = 64,
    GROUPS = 16, /* of four rounds */
};

/* FIPS 180-4, section 4.2.2. */
static const uint32_t ROUND_KEYS[4 * GROUPS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* The instructions want the words as (a, b, e, f) and (c, d, g, h), highest first. */
typedef struct
{
    __m128i abef;
    __m128i cdgh;
} halves;

static halves load_state(const uint32_t* state)
{
    const __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i*)state), 0xb1);
    const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i*)(state + 4)), 0x1b);
    return (halves){_mm_alignr_epi8(cdab, efgh, 8), _mm_blend_epi16(efgh, cdab, 0xf0)};
}

static void store_state(uint32_t* state, halves h)
{
    const __m128i feba = _mm_shuffle_epi32(h.abef, 0x1b);
    const __m128i dchg = _mm_shuffle_epi32(h.cdgh, 0xb1);
    _mm_storeu_si128((__m128i*)state, _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128((__m128i*)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/* Words of the schedule, four at a time, in place of those sixteen rounds before. */
static __m128i next_words(__m128i w0, __m128i w1, __m128i w2, __m128i w3)
{
    const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));
    return _mm_sha256msg2_epu32(sum, w3);
}

static halves compress(halves h, const uint8_t* block)
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i w[4];
#pragma unroll
    for (int i = 0; i < 4; i++)
        w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i*)(block + 16 * i)), big_endian);

    const halves before = h;
#pragma unroll
    for (int group = 0; group < GROUPS; group++)
    {
        const __m128i keys = _mm_loadu_si128((const __m128i*)(ROUND_KEYS + 4 * group));
        const __m128i added = _mm_add_epi32(w[group % 4], keys);
        h.cdgh = _mm_sha256rnds2_epu32(h.cdgh, h.abef, added);
        h.abef = _mm_sha256rnds2_epu32(h.abef, h.cdgh, _mm_shuffle_epi32(added, 0x0e));
        if (group + 4 < GROUPS)
            w[group % 4] = next_words(w[group % 4], w[(group + 1) % 4], w[(group + 2) % 4], w[(group + 3) % 4]);
    }
    return (halves){_mm_add_epi32(before.abef, h.abef), _mm_add_epi32(before.cdgh, h.cdgh)};
}

void aether_sha256_blocks_sha(uint32_t* state, const uint8_t* blocks, size_t count)
{
    halves h = load_state(state);
    for (size_t block = 0; block < count; block++)
        h = compress(h, blocks + BLOCK_BYTES * block);
    store_state(state, h);
}
