/*
 * Marks the signer's secrets as undefined and runs the signer: a branch or an address that depends on one is then a
 * report, of MemorySanitizer where this is compiled with it, or of valgrind's memcheck where it runs under that.
 * Deterministic: it follows where secrets flow, and measures no time.
 *   secret_test VARIANT    signs with one instruction set; 0 when clean, 77 when this processor has not got it
 *   secret_test leak       branches on a secret, to show that the instrument sees it
 */
#include "reference.h"
#include "variants.h"

#include <stdio.h>
#include <stdlib.h>

#if defined(__has_feature) && __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
static void hide(void* secret, size_t bytes) { __msan_allocated_memory(secret, bytes); }
static void reveal(void* result, size_t bytes) { __msan_unpoison(result, bytes); }
static int is_watched(void) { return 1; }
#else
#include <valgrind/memcheck.h>
static void hide(void* secret, size_t bytes) { (void)VALGRIND_MAKE_MEM_UNDEFINED(secret, bytes); }
static void reveal(void* result, size_t bytes) { (void)VALGRIND_MAKE_MEM_DEFINED(result, bytes); }
static int is_watched(void) { return RUNNING_ON_VALGRIND > 0; }
#endif

/* valgrind knows AVX2 and hides ADX, which aether_cpu_features asks for as well and the signer does not use. */
static int is_supported(const ed25519_variant* variant)
{
    return ed25519_is_supported(variant) || (variant->cpu == AETHER_CPU_AVX2 && __builtin_cpu_supports("avx2"));
}

enum
{
    COUNT = 5,
};

static sequence random_sequence;

static int leak(void)
{
    static const uint8_t table[256] = {1, 2, 3};
    volatile uint8_t secret = 3;
    hide((void*)&secret, 1);
    return table[secret] == 0 ? 2 : 3;
}

static int sign(const ed25519_variant* variant)
{
    uint8_t secrets[32 * COUNT], nonce_digests[64 * COUNT], nonces[32 * COUNT], challenges[64 * COUNT];
    uint8_t points[32 * COUNT], signatures[64 * COUNT], a[32 * COUNT], r[32 * COUNT], s[32 * COUNT];
    variant->initialise();
    next_bytes(&random_sequence, secrets, sizeof secrets);
    for (int i = 0; i < COUNT; i++)
        order_reduce(secrets + 32 * i, secrets + 32 * i, 32);
    next_bytes(&random_sequence, nonce_digests, sizeof nonce_digests);
    next_bytes(&random_sequence, challenges, sizeof challenges);
    memcpy(a, secrets, sizeof a);
    for (int i = 0; i < COUNT; i++)
    {
        order_reduce(r + 32 * i, nonce_digests + 64 * i, 64);
        uint8_t k[32];
        order_reduce(k, challenges + 64 * i, 64);
        order_multiply_add(s + 32 * i, k, a + 32 * i, r + 32 * i);
    }

    hide(secrets, sizeof secrets);
    hide(nonce_digests, sizeof nonce_digests);
    aether_ed25519_reduce(nonces, nonce_digests, COUNT);
    variant->multiply_base(points, nonces, COUNT);
    aether_ed25519_respond(signatures + 32, 64, challenges, secrets, nonces, COUNT);
    reveal(points, sizeof points);
    reveal(signatures, sizeof signatures);

    const point base = point_base();
    for (int i = 0; i < COUNT; i++)
    {
        point p;
        uint8_t expected[32];
        point_multiply(&p, &base, r + 32 * i, 32);
        point_encode(expected, &p);
        if (memcmp(expected, points + 32 * i, 32) != 0 || memcmp(s + 32 * i, signatures + 64 * i + 32, 32) != 0)
            return 1;
    }
    return 0;
}

int main(int argc, char** argv)
{
    if (argc != 2 || !is_watched())
    {
        fputs("secret_test: needs an argument, and to run under valgrind or with MemorySanitizer\n", stderr);
        return 1;
    }
    if (strcmp(argv[1], "leak") == 0)
        return leak();
    for (int i = 0; i < ED25519_VARIANTS; i++)
    {
        if (strcmp(argv[1], ed25519_variants[i].name) == 0)
            return is_supported(&ed25519_variants[i]) ? sign(&ed25519_variants[i]) : 77;
    }
    return 1;
}
