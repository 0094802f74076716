/*
 * Checks the SHA-256 instructions against the messages that FIPS 180-4's examples publish, and against SHA-256 as
 * plainly as it can be written, over any number of blocks at any alignment and two messages of any lengths. Exits 0
 * when all agree, 1 at the first difference and 77 without the instructions.
 */
#include "aether_cpu.h"
#include "aether_sha256.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
    BLOCK_BYTES = 64,
    MOST_BLOCKS = 9,
    MOST_BYTES = 330,
    DIGEST_BYTES = 32,
};

static const uint32_t START[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static uint32_t rotate(uint32_t word, int by)
{
    return word >> by | word << (32 - by);
}

/* The first 32 fractional bits of the cube root of the n-th prime. */
static uint32_t round_key(int n)
{
    int prime = 2;
    for (int left = n; left > 0;)
    {
        prime++;
        int divisor = 2;
        while (divisor < prime && prime % divisor != 0)
            divisor++;
        left -= divisor == prime;
    }
    /* The largest r with r^3 <= prime * 2^96. */
    uint64_t root = 0;
    for (int bit = 35; bit >= 0; bit--)
    {
        const unsigned __int128 next = root | (uint64_t)1 << bit;
        const unsigned __int128 square = next * next;
        /* next < 2^36: the quotient bounds the cube without overflow. */
        if (square <= ((unsigned __int128)prime << 96) / next)
            root = (uint64_t)next;
    }
    return (uint32_t)root;
}

static void compress_plainly(uint32_t* state, const uint8_t* block)
{
    static uint32_t keys[64];
    if (keys[0] == 0)
        for (int i = 0; i < 64; i++)
            keys[i] = round_key(i);
    uint32_t w[64];
    for (int i = 0; i < 64; i++)
    {
        if (i < 16)
        {
            const uint8_t* b = block + 4 * i;
            w[i] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
            continue;
        }
        const uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
        const uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t v[8];
    memcpy(v, state, sizeof v);
    for (int i = 0; i < 64; i++)
    {
        const uint32_t s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
        const uint32_t first = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + keys[i] + w[i];
        const uint32_t s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
        const uint32_t second = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += first;
        v[0] = first + second;
    }
    for (int i = 0; i < 8; i++)
        state[i] += v[i];
}

static void require(int holds, const char* what)
{
    if (!holds)
    {
        fprintf(stderr, "sha256: %s differs\n", what);
        exit(1);
    }
}

/* A message of at most 119 bytes with its padding. */
static void check_published(const char* message, const uint32_t digest[8])
{
    uint8_t blocks[2 * BLOCK_BYTES] = {0};
    const size_t length = strlen(message);
    const size_t count = length < 56 ? 1 : 2;
    memcpy(blocks, message, length);
    blocks[length] = 0x80;
    blocks[count * BLOCK_BYTES - 2] = (uint8_t)(8 * length >> 8);
    blocks[count * BLOCK_BYTES - 1] = (uint8_t)(8 * length);
    uint32_t state[8];
    memcpy(state, START, sizeof state);
    aether_sha256_blocks_sha(state, blocks, count);
    require(memcmp(state, digest, sizeof state) == 0, message);
}

static void hash_plainly(uint8_t* digest, const aether_sha256_message* m)
{
    uint8_t blocks[(MOST_BYTES / BLOCK_BYTES + 3) * BLOCK_BYTES] = {0};
    const size_t length = m->tag_bytes + m->byte_count;
    const size_t count = (length + 8) / BLOCK_BYTES + 1;
    uint32_t state[8];
    memcpy(state, START, sizeof state);
    memcpy(blocks, m->tag, m->tag_bytes);
    memcpy(blocks + m->tag_bytes, m->bytes, m->byte_count);
    blocks[length] = 0x80;
    for (int i = 0; i < 8; i++)
        blocks[count * BLOCK_BYTES - 1 - (size_t)i] = (uint8_t)((uint64_t)length * 8 >> (8 * i));
    for (size_t i = 0; i < count; i++)
        compress_plainly(state, blocks + BLOCK_BYTES * i);
    for (int i = 0; i < DIGEST_BYTES; i++)
        digest[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
}

/* Exactly as large as needed, so that a sanitizer sees any byte too many. */
static uint8_t* filled(size_t length, size_t seed)
{
    uint8_t* bytes = malloc(length == 0 ? 1 : length);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (uint8_t)((i + 3) * (2 * seed + 7));
    return bytes;
}

/* Every length of one message beside some of the other, with tags of every length. */
static void check_two(void)
{
    for (size_t first = 0; first <= MOST_BYTES; first++)
    {
        for (size_t second = first % 7; second <= MOST_BYTES; second += 7)
        {
            const size_t tags[2] = {first % BLOCK_BYTES, second * 5 % BLOCK_BYTES};
            uint8_t* memory[4] = {filled(tags[0], 1), filled(first, second), filled(tags[1], 2), filled(second, first)};
            const aether_sha256_message messages[2] = {
                {memory[0], memory[1], tags[0], first},
                {memory[2], memory[3], tags[1], second},
            };
            uint8_t expected[2 * DIGEST_BYTES], actual[2 * DIGEST_BYTES];
            hash_plainly(expected, &messages[0]);
            hash_plainly(expected + DIGEST_BYTES, &messages[1]);
            aether_sha256_two_sha(actual, messages);
            require(memcmp(expected, actual, sizeof actual) == 0, "one of two messages");
            for (int i = 0; i < 4; i++)
                free(memory[i]);
        }
    }
}

int main(void)
{
    if (!(aether_cpu_features() & AETHER_CPU_SHA))
        return 77;
    check_published("abc", (const uint32_t[8]){0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223, 0xb00361a3, 0x96177a9c,
                                               0xb410ff61, 0xf20015ad});
    check_published("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                    (const uint32_t[8]){0x248d6a61, 0xd20638b8, 0xe5c02693, 0x0c3e6039, 0xa33ce459, 0x64ff2167,
                                        0xf6ecedd4, 0x19db06c1});
    uint64_t random = 88172645463325252ull;
    for (int run = 0; run < 2000; run++)
    {
        const size_t count = (size_t)run % (MOST_BLOCKS + 1);
        /* Exactly as large as needed, so that a sanitizer sees any byte too many. */
        uint8_t* memory = malloc(count * BLOCK_BYTES + (size_t)run % 16 + 1);
        uint8_t* blocks = memory + run % 16;
        for (size_t i = 0; i < count * BLOCK_BYTES; i++)
        {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            blocks[i] = (uint8_t)(random >> 32);
        }
        uint32_t expected[8], actual[8];
        memcpy(expected, START, sizeof expected);
        memcpy(actual, START, sizeof actual);
        for (size_t i = 0; i < count; i++)
            compress_plainly(expected, blocks + BLOCK_BYTES * i);
        aether_sha256_blocks_sha(actual, blocks, count);
        require(memcmp(expected, actual, sizeof actual) == 0, "a random message");
        free(memory);
    }
    check_two();
    return 0;
}
