/*
 * Checks the fixed-base sums and the openings by what they must satisfy: sums of multiples of k_i G against the one
 * multiple of G that they are, with the scalars added up modulo the group order, and values of polynomials against
 * Horner's rule. Exits 0 when all agree, 1 at the first difference; sums are left out without IFMA.
 */
#include "aether_cpu.h"
#include "aether_kzg.h"

#include "../src/kzg/fr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
    POINTS = 300,
    SIZE = 4096,
};

static const char* const GENERATOR =
    "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
    "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1";

/* Twice the generator. */
static const char* const DOUBLED =
    "0572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5529bf0f4e"
    "166a9d8cabc673a322fda673779d8e3822ba3ecb8670e461f73bb9021d5fd76a4c56d9d4cd16bd1bba86881979749d28";

static uint64_t state = 88172645463325252ull;

static uint64_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static void random_scalar(uint8_t scalar[32])
{
    for (int i = 0; i < 4; i++)
    {
        uint64_t word = next_random();
        memcpy(scalar + 8 * i, &word, 8);
    }
    scalar[0] &= 0x3f;
}

static void check(int holds, const char* what)
{
    if (holds)
        return;
    fprintf(stderr, "kzg_test: %s\n", what);
    exit(1);
}

static void from_hex(uint8_t* bytes, const char* text)
{
    for (size_t i = 0; i < strlen(text) / 2; i++)
    {
        unsigned byte;
        check(sscanf(text + 2 * i, "%2x", &byte) == 1, "a constant is not hexadecimal");
        bytes[i] = (uint8_t)byte;
    }
}

typedef struct
{
    uint8_t* table;
    uint8_t* scratch;
    size_t count;
} table;

static table make_table(const uint8_t* points, size_t count)
{
    table t = { NULL, NULL, count };
    size_t bytes = aether_kzg_table_bytes(count);
    t.table = aligned_alloc(64, bytes);
    t.scratch = aligned_alloc(64, aether_kzg_scratch_bytes(count));
    check(t.table && t.scratch, "no memory");
    check(aether_kzg_build_table_ifma(t.table, bytes, points, count) == AETHER_KZG_OK, "the table is refused");
    check(aether_kzg_build_table_ifma(t.table, bytes - 1, points, count) == AETHER_KZG_BAD_ARGUMENT, "short table");
    return t;
}

static int32_t sum(const table* t, uint8_t result[96], const uint8_t* scalars, size_t count)
{
    return aether_kzg_sum_ifma(
        result, t->table, t->count, scalars, count, t->scratch, aether_kzg_scratch_bytes(t->count));
}

static void free_table(table* t)
{
    free(t->table);
    free(t->scratch);
}

static void check_generator(const table* generator, const uint8_t encoded[96])
{
    uint8_t scalar[32] = { 0 }, result[96], doubled[96], zero[96] = { 0 };
    from_hex(doubled, DOUBLED);
    check(sum(generator, result, scalar, 1) == AETHER_KZG_INFINITY && !memcmp(result, zero, 96), "zero times G");
    scalar[31] = 1;
    check(sum(generator, result, scalar, 1) == AETHER_KZG_OK && !memcmp(result, encoded, 96), "one times G");
    scalar[31] = 2;
    check(sum(generator, result, scalar, 1) == AETHER_KZG_OK && !memcmp(result, doubled, 96), "two times G");

    fr minus_one;
    const fr nothing = { { 0, 0, 0, 0 } };
    fr_sub(&minus_one, &nothing, &FR_ONE);
    fr_write(scalar, &minus_one);
    check(sum(generator, result, scalar, 1) == AETHER_KZG_OK, "minus one times G");
    check(!memcmp(result, encoded, 48) && memcmp(result + 48, encoded + 48, 48), "minus G");
    scalar[31]++;
    check(sum(generator, result, scalar, 1) == AETHER_KZG_BAD_SCALAR && !memcmp(result, zero, 96), "the order");
    check(sum(generator, result, scalar, 0) == AETHER_KZG_BAD_ARGUMENT, "no scalars");
    check(sum(generator, result, scalar, 2) == AETHER_KZG_BAD_ARGUMENT, "more scalars than points");
}

static void check_sums(void)
{
    static uint8_t points[96 * POINTS], keys[32 * POINTS], scalars[32 * POINTS];
    uint8_t encoded[96], expected[96], result[96], total[32];
    from_hex(encoded, GENERATOR);
    table generator = make_table(encoded, 1);
    check_generator(&generator, encoded);
    for (int i = 0; i < POINTS; i++)
    {
        random_scalar(keys + 32 * i);
        check(sum(&generator, points + 96 * i, keys + 32 * i, 1) == AETHER_KZG_OK, "a multiple of G");
    }
    table many = make_table(points, POINTS);
    for (size_t count = 1; count <= POINTS; count = 2 * count + 1)
    {
        fr weighted = { { 0, 0, 0, 0 } }, key, scalar, term;
        for (size_t i = 0; i < count; i++)
        {
            random_scalar(scalars + 32 * i);
            check(fr_read(&key, keys + 32 * i) && fr_read(&scalar, scalars + 32 * i), "a scalar is refused");
            fr_mul(&term, &key, &scalar);
            fr_add(&weighted, &weighted, &term);
        }
        fr_write(total, &weighted);
        check(sum(&generator, expected, total, 1) == AETHER_KZG_OK, "the expected sum");
        check(sum(&many, result, scalars, count) == AETHER_KZG_OK, "a sum is refused");
        check(!memcmp(result, expected, 96), "a sum differs");
    }
    free_table(&many);

    /* The same point twice cannot be added by its slope. */
    memcpy(points + 96, points, 96);
    memcpy(scalars + 32, scalars, 32);
    table twice = make_table(points, 2);
    check(sum(&twice, result, scalars, 2) == AETHER_KZG_EXCEPTIONAL, "an exceptional sum");
    free_table(&twice);
    free_table(&generator);
}

static void check_openings(void)
{
    static uint64_t domain[4 * SIZE];
    static uint8_t elements[32 * SIZE], quotient[32 * SIZE];
    uint8_t point[32], value[32];
    uint8_t* scratch = aligned_alloc(64, aether_kzg_open_scratch_bytes());
    check(scratch != NULL, "no memory");
    aether_kzg_fill_domain(domain);

    /* The values of c0 + c1 X + c2 X^2, whose value anywhere is known. */
    fr c[3], x, y;
    for (int i = 0; i < 3; i++)
    {
        random_scalar(point);
        check(fr_read(&c[i], point), "a coefficient is refused");
    }
    for (int i = 0; i < SIZE; i++)
    {
        memcpy(&x, domain + 4 * i, sizeof(x));
        fr_mul(&y, &c[2], &x);
        fr_add(&y, &y, &c[1]);
        fr_mul(&y, &y, &x);
        fr_add(&y, &y, &c[0]);
        fr_write(elements + 32 * i, &y);
    }
    for (int round = 0; round < 4; round++)
    {
        random_scalar(point);
        check(fr_read(&x, point), "a point is refused");
        if (round == 3)
        {
            memcpy(&x, domain + 4 * 1234, sizeof(x));
            fr_write(point, &x);
        }
        fr_mul(&y, &c[2], &x);
        fr_add(&y, &y, &c[1]);
        fr_mul(&y, &y, &x);
        fr_add(&y, &y, &c[0]);
        uint8_t expected[32];
        fr_write(expected, &y);
        check(aether_kzg_open(value, quotient, domain, elements, SIZE, point, scratch) == AETHER_KZG_OK, "opening");
        check(!memcmp(value, expected, 32), "a value differs");

        /* The quotient is c2 X + c1 + c2 x. */
        for (int i = 0; i < SIZE; i++)
        {
            fr at;
            memcpy(&at, domain + 4 * i, sizeof(at));
            fr_add(&at, &at, &x);
            fr_mul(&at, &at, &c[2]);
            fr_add(&at, &at, &c[1]);
            fr_write(expected, &at);
            check(!memcmp(quotient + 32 * i, expected, 32), "a quotient differs");
        }
    }
    memset(point, 0xff, 32);
    check(aether_kzg_open(value, NULL, domain, elements, SIZE, point, scratch) == AETHER_KZG_BAD_SCALAR, "bad point");
    check(
        aether_kzg_open(value, NULL, domain, elements, SIZE + 1, point, scratch) == AETHER_KZG_BAD_ARGUMENT,
        "too many elements");
    free(scratch);
}

int main(void)
{
    check_openings();
    if (aether_cpu_features() & AETHER_CPU_IFMA)
        check_sums();
    return 0;
}
