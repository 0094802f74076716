/*
 * Runs the signer one machine instruction at a time (the processor's trap flag) and compares the addresses of the
 * instructions for different secrets: the shipped code must take the same path, step by step, for every one.
 * Deterministic, and it sees what the compiler made of the source, in every instruction set that the processor has.
 *   trace_test VARIANT    0 when all paths are equal, 77 when the processor has not got it, 1 when two paths differ
 * A step costs microseconds where the machine is virtual, and a signature is half a million of them.
 */
#define _GNU_SOURCE
#include "reference.h"
#include "variants.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

/* FNV-1a over the addresses, and their number. */
static volatile uint64_t path_hash;
static volatile uint64_t path_length;

static void on_step(int signal_number, siginfo_t* information, void* context)
{
    (void)signal_number;
    (void)information;
    uint64_t address = (uint64_t)((ucontext_t*)context)->uc_mcontext.gregs[REG_RIP];
    path_hash = (path_hash ^ address) * 0x100000001b3;
    path_length++;
}

static inline __attribute__((always_inline)) void start_steps(void)
{
    path_hash = 0xcbf29ce484222325;
    path_length = 0;
    __asm__ volatile("sub $128, %%rsp; pushfq; orq $0x100, (%%rsp); popfq; add $128, %%rsp" : : : "memory", "cc");
}

static inline __attribute__((always_inline)) void stop_steps(void)
{
    __asm__ volatile("sub $128, %%rsp; pushfq; andq $-257, (%%rsp); popfq; add $128, %%rsp" : : : "memory", "cc");
}

enum
{
    COUNT = 3,
    SECRETS = 3,
};

static sequence random_sequence;

static void make_secret(uint8_t secret[64], int kind)
{
    memset(secret, kind == 1 ? 0xff : 0, 64);
    if (kind > 1)
        next_bytes(&random_sequence, secret, 64);
}

/* A branch on a secret, to show that the instrument sees it. */
static __attribute__((noinline)) int leak(const uint8_t* secret)
{
    int sum = 0;
    for (int i = 0; i < 64; i++)
    {
        if (secret[i] & 1)
            __asm__ volatile("add %1, %0" : "+r"(sum) : "r"(i));
    }
    return sum;
}

static __attribute__((noinline)) void trace_signer(
    const ed25519_variant* variant, int kind, uint64_t* hash, uint64_t* length)
{
    static uint8_t digests[64 * COUNT], challenges[64 * COUNT], secrets[32 * COUNT], nonces[32 * COUNT];
    static uint8_t points[32 * COUNT], signatures[64 * COUNT];
    for (int i = 0; i < COUNT; i++)
    {
        uint8_t secret[64];
        make_secret(digests + 64 * i, kind);
        make_secret(secret, kind);
        order_reduce(secrets + 32 * i, secret, 32);
    }
    if (length)
        start_steps();
    aether_ed25519_reduce(nonces, digests, COUNT);
    variant->multiply_base(points, nonces, COUNT);
    aether_ed25519_respond(signatures + 32, 64, challenges, secrets, nonces, COUNT);
    if (length)
    {
        stop_steps();
        *hash = path_hash;
        *length = path_length;
    }
}

/* Returns whether the path is the same for all secrets. */
static int check_variant(const ed25519_variant* variant)
{
    uint64_t first_hash = 0, first_length = 0;
    variant->initialise();
    /* The first call, untraced, resolves the symbols of the library. */
    trace_signer(variant, 0, NULL, NULL);
    trace_signer(variant, 0, &first_hash, &first_length);
    for (int kind = 1; kind < SECRETS; kind++)
    {
        uint64_t hash, length;
        trace_signer(variant, kind, &hash, &length);
        if (hash != first_hash || length != first_length)
        {
            fprintf(stderr, "trace_test: %s takes another path for secret %d (%llu steps, not %llu)\n", variant->name,
                kind, (unsigned long long)length, (unsigned long long)first_length);
            return 0;
        }
    }
    printf("trace_test: %s takes one path of %llu steps\n", variant->name, (unsigned long long)first_length);
    return first_length > 1000;
}

static __attribute__((noinline)) uint64_t trace_leak(int kind)
{
    uint8_t secret[64];
    make_secret(secret, kind);
    start_steps();
    leak(secret);
    stop_steps();
    return path_hash;
}

int main(int argc, char** argv)
{
    struct sigaction action = {0};
    action.sa_sigaction = on_step;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGTRAP, &action, NULL);
    if (trace_leak(0) != trace_leak(0) || trace_leak(0) == trace_leak(1))
    {
        fputs("trace_test: the trap flag does not tell paths apart\n", stderr);
        return 1;
    }

    for (int i = 0; i < ED25519_VARIANTS; i++)
    {
        if (argc != 2 || strcmp(argv[1], ed25519_variants[i].name) != 0)
            continue;
        if (!ed25519_is_supported(&ed25519_variants[i]))
            return 77;
        return !check_variant(&ed25519_variants[i]);
    }
    return 1;
}
