/*
 * Verification of signatures that the fuzzer damages. The first byte says how many signatures; then come patches, each
 * an index, a place in key, signature or digest, and a byte to exchange. From valid signatures hostile ones are a few
 * bytes away. All instruction sets, one signature at a time or many, and batches must agree.
 */
#include "signatures.h"
#include "variants.h"

#include <stdlib.h>
#include <unistd.h>

enum
{
    MOST = 80,
    SIGNERS = 4,
};

static signed_digest pool[MOST];

int LLVMFuzzerInitialize(int* argc, char*** argv)
{
    (void)argc;
    (void)argv;
    sequence random = {1};
    uint8_t secrets[SIGNERS][32];
    if (ed25519_initialise_all() == 0)
        _exit(77);
    for (int i = 0; i < SIGNERS; i++)
    {
        next_bytes(&random, secrets[i], 32);
        order_reduce(secrets[i], secrets[i], 32);
    }
    for (int i = 0; i < MOST; i++)
        make_signature(&pool[i], &random, i % 4 == 3 ? i % KINDS : i % 4, secrets[i % SIGNERS]);
    return 0;
}

static void check(int holds)
{
    if (!holds)
        abort();
}

static void* allocate(size_t bytes)
{
    void* memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    check(memory != NULL);
    return memory;
}

/* Whether the included signatures hold as a batch; the bits of those whose R or s is malformed come back clear. */
static int batch(const ed25519_variant* variant, const uint8_t* keys, const uint8_t* signatures, const uint8_t* digests,
    size_t count, uint64_t* included, uint64_t seed)
{
    uint8_t* records = allocate((2 * count + 2) * AETHER_ED25519_RECORD_BYTES);
    void* scratch = allocate(variant->batch_scratch(count, count));
    uint8_t* coefficients = malloc(16 * count);
    uint32_t* key_of = malloc(4 * count);
    sequence random = {seed};
    check(coefficients && key_of);
    next_bytes(&random, coefficients, 16 * count);
    uint64_t keys_ok[2];
    variant->decode(records, keys_ok, keys, 32, count);
    for (size_t i = 0; i < count; i++)
        key_of[i] = (uint32_t)i;
    for (size_t i = 0; i < (count + 63) / 64; i++)
        included[i] &= keys_ok[i];
    aether_ed25519_batch b = {
        signatures, digests, coefficients, key_of, included, records, (uint32_t)count, (uint32_t)count};
    int verdict = variant->batch(&b, scratch);
    free(records);
    free(scratch);
    free(coefficients);
    free(key_of);
    return verdict;
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 2)
        return 0;
    size_t count = 1 + data[0] % MOST;
    uint8_t* keys = malloc(32 * count);
    uint8_t* signatures = malloc(64 * count);
    uint8_t* digests = malloc(64 * count);
    check(keys && signatures && digests);
    for (size_t i = 0; i < count; i++)
    {
        const signed_digest* s = &pool[(i + data[1]) % MOST];
        memcpy(keys + 32 * i, s->key, 32);
        memcpy(signatures + 64 * i, s->signature, 64);
        memcpy(digests + 64 * i, s->digest, 64);
    }
    for (size_t at = 2; at + 3 <= size; at += 3)
    {
        size_t i = data[at] % count, place = data[at + 1] % 160;
        uint8_t* target = place < 32 ? keys + 32 * i + place
                          : place < 96 ? signatures + 64 * i + place - 32
                                       : digests + 64 * i + place - 96;
        *target ^= data[at + 2];
    }

    uint64_t first[2] = {0};
    int seen = 0;
    for (int v = 0; v < ED25519_VARIANTS; v++)
    {
        const ed25519_variant* variant = &ed25519_variants[v];
        if (!ed25519_is_supported(variant))
            continue;
        uint64_t verdicts[2] = {0}, all[2] = {0}, narrowed[2], one;
        variant->verify(keys, signatures, digests, count, verdicts);
        check(!seen || memcmp(first, verdicts, sizeof first) == 0);
        memcpy(first, verdicts, sizeof first);
        seen = 1;
        size_t lone = data[1] % count;
        variant->verify(keys + 32 * lone, signatures + 64 * lone, digests + 64 * lone, 1, &one);
        check(one == (verdicts[lone / 64] >> (lone % 64) & 1));

        /* The valid ones alone make a valid batch; all together, one in which no well-formed signature is invalid. */
        memcpy(narrowed, verdicts, sizeof narrowed);
        check(batch(variant, keys, signatures, digests, count, narrowed, size));
        check(memcmp(narrowed, verdicts, sizeof narrowed) == 0);
        for (size_t i = 0; i < count; i++)
            all[i / 64] |= 1ull << (i % 64);
        int verdict = batch(variant, keys, signatures, digests, count, all, size + 1);
        check((verdicts[0] & ~all[0]) == 0 && (verdicts[1] & ~all[1]) == 0);
        check(verdict == (memcmp(all, verdicts, sizeof all) == 0));
    }
    free(keys);
    free(signatures);
    free(digests);
    return 0;
}
