#include "aether_sha256.h"

#include <immintrin.h>
#include <string.h>

enum
{
    BLOCK_BYTES = 64,
    GROUPS = 16, /* of four rounds */
    STATE_WORDS = 8,
    DIGEST_BYTES = 32,
    LENGTH_BYTES = 8,
};

/* FIPS 180-4, section 5.3.3. */
static const uint32_t START[STATE_WORDS] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
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

static void load_block(__m128i w[4], const uint8_t* block)
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
#pragma unroll
    for (int i = 0; i < 4; i++)
        w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i*)(block + 16 * i)), big_endian);
}

/* Four rounds, and the words of those sixteen rounds later. */
__attribute__((always_inline)) static inline void four_rounds(halves* h, __m128i w[4], int group)
{
    const __m128i keys = _mm_loadu_si128((const __m128i*)(ROUND_KEYS + 4 * group));
    const __m128i added = _mm_add_epi32(w[group % 4], keys);
    h->cdgh = _mm_sha256rnds2_epu32(h->cdgh, h->abef, added);
    h->abef = _mm_sha256rnds2_epu32(h->abef, h->cdgh, _mm_shuffle_epi32(added, 0x0e));
    if (group + 4 < GROUPS)
        w[group % 4] = next_words(w[group % 4], w[(group + 1) % 4], w[(group + 2) % 4], w[(group + 3) % 4]);
}

static halves add(halves a, halves b)
{
    return (halves){_mm_add_epi32(a.abef, b.abef), _mm_add_epi32(a.cdgh, b.cdgh)};
}

static halves compress(halves h, const uint8_t* block)
{
    __m128i w[4];
    const halves before = h;
    load_block(w, block);
#pragma unroll
    for (int group = 0; group < GROUPS; group++)
        four_rounds(&h, w, group);
    return add(before, h);
}

/* One block of each of two messages: the rounds of one fill the latencies of the other's. */
static void compress_two(halves h[2], const uint8_t* first_block, const uint8_t* second_block)
{
    __m128i first_words[4], second_words[4];
    halves first = h[0], second = h[1];
    load_block(first_words, first_block);
    load_block(second_words, second_block);
#pragma unroll
    for (int group = 0; group < GROUPS; group++)
    {
        four_rounds(&first, first_words, group);
        four_rounds(&second, second_words, group);
    }
    h[0] = add(h[0], first);
    h[1] = add(h[1], second);
}

/*
 * A tagged message as blocks: the first, of the tag and what follows it, the whole ones where they lie, and one or two
 * with the end, the padding and the length.
 */
typedef struct
{
    const uint8_t* second;
    size_t whole;
    size_t count;
    uint8_t start[BLOCK_BYTES];
    uint8_t end[2 * BLOCK_BYTES];
} padded;

static void pad(padded* p, const aether_sha256_message* m)
{
    const size_t length = m->tag_bytes + m->byte_count;
    const size_t rest = length % BLOCK_BYTES;
    const size_t ends = rest + 1 + LENGTH_BYTES <= BLOCK_BYTES ? 1 : 2;
    const uint64_t bits = __builtin_bswap64((uint64_t)length * 8);
    p->whole = length / BLOCK_BYTES;
    p->count = p->whole + ends;
    uint8_t* tagged = p->whole != 0 ? p->start : p->end;
    memset(p->end, 0, sizeof p->end);
    if (m->tag_bytes != 0)
        memcpy(tagged, m->tag, m->tag_bytes);
    if (p->whole != 0)
        memcpy(p->start + m->tag_bytes, m->bytes, BLOCK_BYTES - m->tag_bytes);
    /* Without a whole block all of the bytes are the end, behind the tag. */
    const size_t left = p->whole != 0 ? rest : m->byte_count;
    if (left != 0)
        memcpy(p->end + (rest - left), m->bytes + (m->byte_count - left), left);
    p->end[rest] = 0x80;
    memcpy(p->end + BLOCK_BYTES * ends - LENGTH_BYTES, &bits, sizeof bits);
    p->second = p->whole > 1 ? m->bytes + (BLOCK_BYTES - m->tag_bytes) : m->bytes;
}

static const uint8_t* block_of(const padded* p, size_t index)
{
    if (index >= p->whole)
        return p->end + BLOCK_BYTES * (index - p->whole);
    return index == 0 ? p->start : p->second + BLOCK_BYTES * (index - 1);
}

static void store_digest(uint8_t* digest, halves h)
{
    uint32_t state[STATE_WORDS];
    store_state(state, h);
    for (int i = 0; i < STATE_WORDS; i++)
        state[i] = __builtin_bswap32(state[i]);
    memcpy(digest, state, DIGEST_BYTES);
}

void aether_sha256_blocks_sha(uint32_t* state, const uint8_t* blocks, size_t count)
{
    halves h = load_state(state);
    for (size_t block = 0; block < count; block++)
        h = compress(h, blocks + BLOCK_BYTES * block);
    store_state(state, h);
}

void aether_sha256_two_sha(uint8_t* digests, const aether_sha256_message* messages)
{
    padded blocks[2];
    halves h[2] = {load_state(START), load_state(START)};
    size_t block = 0;
    pad(&blocks[0], &messages[0]);
    pad(&blocks[1], &messages[1]);
    for (; block < blocks[0].count && block < blocks[1].count; block++)
        compress_two(h, block_of(&blocks[0], block), block_of(&blocks[1], block));
    for (int i = 0; i < 2; i++)
    {
        for (size_t left = block; left < blocks[i].count; left++)
            h[i] = compress(h[i], block_of(&blocks[i], left));
        store_digest(digests + DIGEST_BYTES * i, h[i]);
    }
}
