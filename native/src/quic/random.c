#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* Unpredictable bytes; with a seed, those of splitmix64. */
void quic_random(aether_quic* endpoint, void* bytes, size_t count)
{
    if (endpoint->options.random_seed == 0)
    {
        if (gnutls_rnd(GNUTLS_RND_RANDOM, bytes, count) != 0)
            abort();
        return;
    }
    for (size_t i = 0; i < count; i++)
    {
        uint64_t z = endpoint->random_state += UINT64_C(0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        ((uint8_t*)bytes)[i] = (uint8_t)(z >> 56);
    }
}

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

/* SipHash-2-4: peers choose what is hashed, so it must not be foreseeable which of it collides. */
uint64_t quic_hash(const uint64_t key[2], const uint8_t* data, size_t bytes)
{
    uint64_t v[4] = {
        key[0] ^ UINT64_C(0x736f6d6570736575), key[1] ^ UINT64_C(0x646f72616e646f6d),
        key[0] ^ UINT64_C(0x6c7967656e657261), key[1] ^ UINT64_C(0x7465646279746573)};
    size_t whole = bytes & ~(size_t)7;
    uint64_t word;
    for (size_t i = 0; i < whole; i += 8)
    {
        memcpy(&word, data + i, 8);
        v[3] ^= word;
        sip_round(v);
        sip_round(v);
        v[0] ^= word;
    }
    word = 0;
    memcpy(&word, data + whole, bytes - whole);
    word |= (uint64_t)bytes << 56;
    v[3] ^= word;
    sip_round(v);
    sip_round(v);
    v[0] ^= word;
    v[2] ^= 0xff;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
