#ifndef AETHER_ED25519_H
#define AETHER_ED25519_H

/*
 * ed25519 under the rules of ZIP-215: R and A are decoded permissively, s is below L, the equation is cofactored.
 *
 * Every function exists once for each instruction set, with the suffix _ifma (eight lanes) or _avx2 (four), and must
 * only be called where aether_cpu_features reports the set. aether_ed25519_initialise_* runs once, before everything
 * else. Nothing allocates, keeps a pointer, or fails. Digests are SHA-512(R || A || message), 64 bytes each. Bitmaps
 * are words of 64 bits, bit i % 64 of word i / 64 for item i, with unused bits clear. Records belong to one
 * instruction set.
 */
#include <stddef.h>
#include <stdint.h>

enum
{
    AETHER_ED25519_RECORD_BYTES = 128,
};

typedef struct
{
    const uint8_t* signatures;   /* count x 64 */
    const uint8_t* digests;      /* count x 64 */
    const uint8_t* coefficients; /* count x 16, random and secret until the call */
    const uint32_t* key_of;      /* count, each below key_count */
    uint64_t* included;          /* bitmap of count: in, whose keys are points; out, also R a point and s below L */
    uint8_t* records;            /* key_count + 2 + count records, aligned to 64; the first key_count are filled in */
    uint32_t count;
    uint32_t key_count;
} aether_ed25519_batch;

#define AETHER_ED25519_DECLARE(set)                                                                                    \
    /* Computes the tables of the base point. Not safe to run twice at once. */                                        \
    void aether_ed25519_initialise_##set(void);                                                                        \
    /* Individual verdicts: keys count x 32, signatures count x 64, digests count x 64. */                             \
    void aether_ed25519_verify_##set(                                                                                  \
        const uint8_t* keys, const uint8_t* signatures, const uint8_t* digests, size_t count, uint64_t* verdicts);     \
    /* Decodes count points, each stride bytes after the one before, into records; ok has a bit for each point. */     \
    void aether_ed25519_decode_##set(                                                                                  \
        uint8_t* records, uint64_t* ok, const uint8_t* encodings, size_t stride, size_t count);                        \
    /* Bytes of scratch for a batch of this size. */                                                                   \
    size_t aether_ed25519_batch_scratch_##set(size_t signatures, size_t keys);                                         \
    /* 1 where the equation of the included signatures holds: all of them are valid. Scratch is aligned to 64. */      \
    int aether_ed25519_batch_##set(const aether_ed25519_batch* batch, void* scratch);                                  \
    /* Encodings of the scalars (count x 32 bytes, taken modulo L) times B, count x 32; in constant time. */           \
    void aether_ed25519_multiply_base_##set(uint8_t* points, const uint8_t* scalars, size_t count);

AETHER_ED25519_DECLARE(ifma)
AETHER_ED25519_DECLARE(avx2)

/* scalars[i] (32 bytes) = digests[i] (64 bytes, little-endian) modulo L; in constant time. */
void aether_ed25519_reduce(uint8_t* scalars, const uint8_t* digests, size_t count);

/* s[i] = nonces[i] + digests[i] secrets[i] modulo L, where s[i] is written at s + stride i; in constant time. */
void aether_ed25519_respond(
    uint8_t* s, size_t stride, const uint8_t* digests, const uint8_t* secrets, const uint8_t* nonces, size_t count);

#endif
