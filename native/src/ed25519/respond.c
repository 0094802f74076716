#include "aether_ed25519.h"

#include "scalar.h"

void aether_ed25519_reduce(uint8_t* scalars, const uint8_t* digests, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        uint64_t scalar[4];
        scalar_from_digest(scalar, digests + 64 * i);
        memcpy(scalars + 32 * i, scalar, 32);
    }
}

void aether_ed25519_respond(
    uint8_t* s, size_t stride, const uint8_t* digests, const uint8_t* secrets, const uint8_t* nonces, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        uint64_t k[4], secret[4], nonce[4];
        scalar_from_digest(k, digests + 64 * i);
        scalar_load(secret, secrets + 32 * i);
        scalar_load(nonce, nonces + 32 * i);
        scalar_mul_add(k, k, secret, nonce);
        memcpy(s + stride * i, k, 32);
        memset(secret, 0, sizeof secret);
        memset(nonce, 0, sizeof nonce);
        __asm__ volatile("" : : "r"(secret), "r"(nonce) : "memory");
    }
}
