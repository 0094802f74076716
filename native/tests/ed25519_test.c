/*
 * Compares every ed25519 entry point of every instruction set with the reference: verdicts of valid, broken and hostile
 * signatures, batches, decoding, and the arithmetic of the signer. Buffers are exactly as long as the interface asks,
 * so that an address sanitizer sees every byte too many.
 * Exits 0 when all agree, 77 when this processor has none of the sets, 1 at the first difference.
 */
#include "reference.h"
#include "signatures.h"
#include "variants.h"

#include <stdio.h>
#include <stdlib.h>

enum
{
    SIGNERS = 5,
    POOL = 150,
};

static sequence random_sequence;
static signed_digest pool[POOL];
static int pool_valid[POOL];
static int pool_signer[POOL];

static void fail(const ed25519_variant* variant, const char* what, size_t i)
{
    fprintf(stderr, "ed25519_test: %s of %s differs at %zu\n", what, variant->name, i);
    exit(1);
}

static uint8_t* allocate(size_t bytes)
{
    uint8_t* memory = malloc(bytes ? bytes : 1);
    if (!memory)
        abort();
    return memory;
}

static uint8_t* allocate_aligned(size_t bytes)
{
    uint8_t* memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!memory)
        abort();
    return memory;
}

static void fill_pool(void)
{
    uint8_t secrets[SIGNERS][32];
    for (int i = 0; i < SIGNERS; i++)
    {
        next_bytes(&random_sequence, secrets[i], 32);
        order_reduce(secrets[i], secrets[i], 32);
    }
    int accepted = 0;
    for (int i = 0; i < POOL; i++)
    {
        int kind = i < 4 * KINDS ? i % KINDS : (int)(next_word(&random_sequence) % 4);
        pool_signer[i] = (int)(next_word(&random_sequence) % SIGNERS);
        make_signature(&pool[i], &random_sequence, kind, secrets[pool_signer[i]]);
        pool_valid[i] = reference_verify(pool[i].key, pool[i].signature, pool[i].digest);
        if (kind < 4 && !pool_valid[i])
            fail(&ed25519_variants[0], "the reference's verdict on its own signature", (size_t)i);
        accepted += pool_valid[i];
    }
    if (accepted == POOL)
        fail(&ed25519_variants[0], "the reference's verdict on broken signatures", 0);
}

/* The inputs of one call: count members of the pool. */
typedef struct
{
    size_t count;
    int* member;
    uint8_t* keys;
    uint8_t* signatures;
    uint8_t* digests;
} selection;

static selection select_members(size_t count, const int* member)
{
    selection s = {count, (int*)(void*)allocate(count * sizeof(int)), allocate(32 * count), allocate(64 * count),
        allocate(64 * count)};
    for (size_t i = 0; i < count; i++)
    {
        s.member[i] = member ? member[i] : (int)(next_word(&random_sequence) % POOL);
        memcpy(s.keys + 32 * i, pool[s.member[i]].key, 32);
        memcpy(s.signatures + 64 * i, pool[s.member[i]].signature, 64);
        memcpy(s.digests + 64 * i, pool[s.member[i]].digest, 64);
    }
    return s;
}

static void free_selection(selection* s)
{
    free(s->member);
    free(s->keys);
    free(s->signatures);
    free(s->digests);
}

static void check_bitmap(const ed25519_variant* variant, const char* what, const uint64_t* bits, size_t count, size_t i,
    int expected)
{
    if ((int)(bits[i / 64] >> (i % 64) & 1) != expected)
        fail(variant, what, i);
    if (i + 1 == count && count % 64 != 0 && bits[i / 64] >> (count % 64) != 0)
        fail(variant, "the unused bits of a bitmap", i);
}

static void check_verdicts(const ed25519_variant* variant, const selection* s)
{
    uint64_t* verdicts = (uint64_t*)(void*)allocate((s->count + 63) / 64 * 8);
    variant->verify(s->keys, s->signatures, s->digests, s->count, verdicts);
    for (size_t i = 0; i < s->count; i++)
        check_bitmap(variant, "a verdict", verdicts, s->count, i, pool_valid[s->member[i]]);
    free(verdicts);
}

/* One batch of distinct or shared keys, some of its members excluded beforehand. */
static void check_batch(const ed25519_variant* variant, const selection* s, int share_keys, int exclude)
{
    size_t words = (s->count + 63) / 64, key_count = 0;
    uint32_t* key_of = (uint32_t*)(void*)allocate(s->count * sizeof(uint32_t));
    uint8_t* distinct = allocate(32 * s->count);
    for (size_t i = 0; i < s->count; i++)
    {
        size_t key = 0;
        while (key < key_count && (!share_keys || memcmp(distinct + 32 * key, s->keys + 32 * i, 32) != 0))
            key++;
        memcpy(distinct + 32 * key, s->keys + 32 * i, 32);
        key_of[i] = (uint32_t)key;
        key_count = key == key_count ? key_count + 1 : key_count;
    }

    uint8_t* records = allocate_aligned((key_count + 2 + s->count) * AETHER_ED25519_RECORD_BYTES);
    uint64_t* key_ok = (uint64_t*)(void*)allocate((key_count + 63) / 64 * 8);
    uint64_t* included = (uint64_t*)(void*)allocate(words * 8);
    uint8_t* coefficients = allocate(16 * s->count);
    void* scratch = allocate_aligned(variant->batch_scratch(s->count, key_count));
    next_bytes(&random_sequence, coefficients, 16 * s->count);
    memset(included, 0, words * 8);
    variant->decode(records, key_ok, distinct, 32, key_count);
    int expected = 1;
    for (size_t i = 0; i < s->count; i++)
    {
        int in = (int)(key_ok[key_of[i] / 64] >> (key_of[i] % 64) & 1) && !(exclude && !pool_valid[s->member[i]]);
        included[i / 64] |= (uint64_t)in << (i % 64);
    }

    aether_ed25519_batch batch = {s->signatures, s->digests, coefficients, key_of, included, records,
        (uint32_t)s->count, (uint32_t)key_count};
    int verdict = variant->batch(&batch, scratch);
    for (size_t i = 0; i < s->count; i++)
    {
        point r;
        const uint8_t* signature = s->signatures + 64 * i;
        int in = (int)(key_ok[key_of[i] / 64] >> (key_of[i] % 64) & 1) && !(exclude && !pool_valid[s->member[i]])
            && point_decode(&r, signature) && order_is_canonical(signature + 32);
        check_bitmap(variant, "a member of a batch", included, s->count, i, in);
        expected &= !in || pool_valid[s->member[i]];
    }
    if (verdict != expected)
        fail(variant, "the verdict of a batch", s->count);
    free(key_of);
    free(distinct);
    free(records);
    free(key_ok);
    free(included);
    free(coefficients);
    free(scratch);
}

static void check_decoding(const ed25519_variant* variant, size_t count, size_t stride)
{
    size_t bytes = count ? (count - 1) * stride + 32 : 0;
    uint8_t* encodings = allocate(bytes);
    uint8_t* records = allocate_aligned(count * AETHER_ED25519_RECORD_BYTES);
    uint64_t* ok = (uint64_t*)(void*)allocate((count + 63) / 64 * 8);
    next_bytes(&random_sequence, encodings, bytes);
    for (size_t i = 0; i < count; i += 3)
        memcpy(encodings + i * stride, small_order[next_word(&random_sequence) % SMALL_ORDER], 32);
    variant->decode(records, ok, encodings, stride, count);
    for (size_t i = 0; i < count; i++)
    {
        point p;
        check_bitmap(variant, "whether a point decodes", ok, count, i, point_decode(&p, encodings + i * stride));
    }
    free(encodings);
    free(records);
    free(ok);
}

static void edge_scalar(uint8_t scalar[32], size_t edge)
{
    next_bytes(&random_sequence, scalar, 32);
    if (edge < 4)
        memset(scalar, edge == 3 ? 0xff : 0, 32);
    if (edge == 1)
        scalar[0] = 1;
    if (edge == 4 || edge == 5)
        memcpy(scalar, &big_order, 32);
    if (edge == 5)
        scalar[0]--;
    if (edge == 6)
        memset(scalar, 0x88, 32);
}

static void check_base_multiples(const ed25519_variant* variant, size_t count)
{
    uint8_t* scalars = allocate(32 * count);
    uint8_t* points = allocate(32 * count);
    const point base = point_base();
    for (size_t i = 0; i < count; i++)
        edge_scalar(scalars + 32 * i, i);
    variant->multiply_base(points, scalars, count);
    for (size_t i = 0; i < count; i++)
    {
        uint8_t reduced[32], expected[32];
        point p;
        order_reduce(reduced, scalars + 32 * i, 32);
        point_multiply(&p, &base, reduced, 32);
        point_encode(expected, &p);
        if (memcmp(expected, points + 32 * i, 32) != 0)
            fail(variant, "a multiple of the base point", i);
    }
    free(scalars);
    free(points);
}

/* Reduction and the signer's equation, which all instruction sets share. */
static void check_scalars(size_t count)
{
    uint8_t* digests = allocate(64 * count);
    uint8_t* secrets = allocate(32 * count);
    uint8_t* nonces = allocate(32 * count);
    uint8_t* reduced = allocate(32 * count);
    uint8_t* s = allocate(64 * count);
    next_bytes(&random_sequence, digests, 64 * count);
    for (size_t i = 0; i < count; i++)
    {
        if (i % 4 == 3)
            memset(digests + 64 * i, 0xff, 64);
        edge_scalar(secrets + 32 * i, i % 9);
        edge_scalar(nonces + 32 * i, (i / 3) % 9);
        order_reduce(secrets + 32 * i, secrets + 32 * i, 32);
        order_reduce(nonces + 32 * i, nonces + 32 * i, 32);
    }
    aether_ed25519_reduce(reduced, digests, count);
    aether_ed25519_respond(s + 32, 64, digests, secrets, nonces, count);
    for (size_t i = 0; i < count; i++)
    {
        uint8_t expected[32];
        order_reduce(expected, digests + 64 * i, 64);
        if (memcmp(expected, reduced + 32 * i, 32) != 0)
            fail(&ed25519_variants[0], "a reduced digest (shared code)", i);
        order_multiply_add(expected, expected, secrets + 32 * i, nonces + 32 * i);
        if (memcmp(expected, s + 64 * i + 32, 32) != 0)
            fail(&ed25519_variants[0], "s of a signature (shared code)", i);
    }
    free(digests);
    free(secrets);
    free(nonces);
    free(reduced);
    free(s);
}

static void check_variant(const ed25519_variant* variant)
{
    static const size_t counts[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33, 63, 64, 65, 100, 129};
    int valid[POOL], valid_count = 0;
    for (int i = 0; i < POOL; i++)
    {
        if (pool_valid[i])
            valid[valid_count++] = i;
    }
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
    {
        selection any = select_members(counts[i], NULL);
        check_verdicts(variant, &any);
        check_batch(variant, &any, i % 2 == 0, 1);
        check_batch(variant, &any, i % 2 == 1, 0);
        free_selection(&any);
        if (counts[i] <= (size_t)valid_count)
        {
            selection good = select_members(counts[i], valid);
            check_verdicts(variant, &good);
            check_batch(variant, &good, 1, 0);
            check_batch(variant, &good, 0, 0);
            free_selection(&good);
        }
        check_decoding(variant, counts[i], i % 3 == 0 ? 32 : i % 3 == 1 ? 64 : 33);
    }
    int everyone[POOL];
    for (int i = 0; i < POOL; i++)
        everyone[i] = i;
    selection all = select_members(POOL, everyone);
    check_verdicts(variant, &all);
    free_selection(&all);
    for (size_t count = 1; count <= 17; count += 4)
        check_base_multiples(variant, count);
}

int main(void)
{
    if (ed25519_initialise_all() == 0)
    {
        puts("ed25519_test: this processor has none of the instruction sets");
        return 77;
    }
    fill_pool();
    check_scalars(40);
    for (int i = 0; i < ED25519_VARIANTS; i++)
    {
        if (!ed25519_is_supported(&ed25519_variants[i]))
            continue;
        check_variant(&ed25519_variants[i]);
        printf("ed25519_test: %s agrees with the reference\n", ed25519_variants[i].name);
    }
    return 0;
}
