/*
 * SHA-512 (FIPS 180-4) of R || A || M, one message per thread.
 */
#ifndef AETHER_GPU_SHA512_CUH
#define AETHER_GPU_SHA512_CUH

#include "platform.cuh"

GPU_CONSTANT uint64_t sha512_rounds[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};

GPU_CONSTANT uint64_t sha512_start[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

GPU_FUNCTION uint32_t swap_bytes(uint32_t x)
{
    return __builtin_bswap32(x);
}

/* Adds one block to the state; the block is used up. */
GPU_FUNCTION void sha512_block(uint64_t *state, uint64_t *w)
{
    uint64_t a = state[0];
    uint64_t b = state[1];
    uint64_t c = state[2];
    uint64_t d = state[3];
    uint64_t e = state[4];
    uint64_t f = state[5];
    uint64_t g = state[6];
    uint64_t h = state[7];
    GPU_NO_UNROLL
    for (int round = 0; round < 80; round += 16)
    {
        GPU_UNROLL
        for (int i = 0; i < 16; i++)
        {
            uint64_t t1 = h + (gpu_rotate_right(e, 14) ^ gpu_rotate_right(e, 18) ^ gpu_rotate_right(e, 41))
                + ((e & f) ^ (~e & g)) + sha512_rounds[round + i] + w[i];
            uint64_t t2 = (gpu_rotate_right(a, 28) ^ gpu_rotate_right(a, 34) ^ gpu_rotate_right(a, 39))
                + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;

            // The word of 16 rounds later; those of the last pass are never used.
            uint64_t w1 = w[(i + 1) & 15];
            uint64_t w14 = w[(i + 14) & 15];
            w[i] += (gpu_rotate_right(w1, 1) ^ gpu_rotate_right(w1, 8) ^ (w1 >> 7)) + w[(i + 9) & 15]
                + (gpu_rotate_right(w14, 19) ^ gpu_rotate_right(w14, 61) ^ (w14 >> 6));
        }
    }

    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

/* Eight bytes of a message, big-endian. */
GPU_FUNCTION uint64_t message_word(const uint8_t *message)
{
    uint64_t word = 0;
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        word = (word << 8) | message[i];
    }

    return word;
}

/* The same where the message ends `left` bytes on: then 0x80, then zeros. */
GPU_FUNCTION uint64_t padded_word(const uint8_t *message, int64_t left)
{
    uint64_t word = 0;
    GPU_NO_UNROLL
    for (int i = 0; i < 8; i++)
    {
        word = (word << 8) | (i < left ? message[i] : i == left ? 0x80u : 0u);
    }

    return word;
}

/* w[first .. 16), first 0 or 8, from the message at position. */
GPU_FUNCTION void load_block(
    uint64_t *w, int first, const uint8_t *message, int64_t position, int64_t length)
{
    bool is_whole = length - position >= 8 * (16 - first);
    GPU_UNROLL
    for (int half = 0; half < 16; half += 8)
    {
        if (half < first)
        {
            continue;
        }

        GPU_UNROLL
        for (int i = half; i < half + 8; i++)
        {
            w[i] = is_whole ? message_word(message + position)
                            : padded_word(message + position, length - position);
            position += 8;
        }
    }
}

/* digest[0 .. 16) = SHA-512(r || a || message) as little-endian limbs of its 64 bytes. */
GPU_FUNCTION void sha512_challenge(
    uint32_t *digest, const uint32_t *r, const uint32_t *a, const uint8_t *message, uint32_t length)
{
    uint64_t state[8];
    uint64_t w[16];
    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        state[i] = sha512_start[i];
    }

    GPU_UNROLL
    for (int i = 0; i < 4; i++)
    {
        w[i] = ((uint64_t)swap_bytes(r[2 * i]) << 32) | swap_bytes(r[2 * i + 1]);
        w[i + 4] = ((uint64_t)swap_bytes(a[2 * i]) << 32) | swap_bytes(a[2 * i + 1]);
    }

    // The first block starts with R and A; position counts message bytes at the word in hand and is
    // 64-bit, since a length close to 2^32 would wrap.
    int first = 8;
    int64_t position = 0;
    int64_t blocks = ((int64_t)length + 64 + 17 + 127) >> 7;
    GPU_NO_UNROLL
    for (int64_t block = 0; block < blocks; block++)
    {
        load_block(w, first, message, position, length);
        position += 8 * (16 - first);
        first = 0;
        if (block + 1 == blocks)
        {
            w[15] = ((uint64_t)length + 64) << 3;
        }

        sha512_block(state, w);
    }

    GPU_UNROLL
    for (int i = 0; i < 8; i++)
    {
        digest[2 * i] = swap_bytes((uint32_t)(state[i] >> 32));
        digest[2 * i + 1] = swap_bytes((uint32_t)state[i]);
    }
}

#endif
