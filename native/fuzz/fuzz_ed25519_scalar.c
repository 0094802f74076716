/* Reduction modulo the group order and the signer's equation, on any bytes, against the reference. */
#include "aether_ed25519.h"
#include "reference.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    size_t count = size / 128;
    if (count == 0)
        return 0;
    uint8_t* digests = malloc(64 * count);
    uint8_t* secrets = malloc(32 * count);
    uint8_t* nonces = malloc(32 * count);
    uint8_t* reduced = malloc(32 * count);
    uint8_t* s = malloc(32 * count);
    if (!digests || !secrets || !nonces || !reduced || !s)
        abort();
    memcpy(digests, data, 64 * count);
    memcpy(secrets, data + 64 * count, 32 * count);
    memcpy(nonces, data + 96 * count, 32 * count);
    for (size_t i = 0; i < count; i++)
    {
        order_reduce(secrets + 32 * i, secrets + 32 * i, 32);
        order_reduce(nonces + 32 * i, nonces + 32 * i, 32);
    }
    aether_ed25519_reduce(reduced, digests, count);
    aether_ed25519_respond(s, 32, digests, secrets, nonces, count);
    for (size_t i = 0; i < count; i++)
    {
        uint8_t expected[32];
        order_reduce(expected, digests + 64 * i, 64);
        if (memcmp(expected, reduced + 32 * i, 32) != 0)
            abort();
        order_multiply_add(expected, expected, secrets + 32 * i, nonces + 32 * i);
        if (memcmp(expected, s + 32 * i, 32) != 0)
            abort();
    }
    free(digests);
    free(secrets);
    free(nonces);
    free(reduced);
    free(s);
    return 0;
}
