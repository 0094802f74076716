/*
 * Sums over tables of points, and openings of polynomials, against blst. The first byte chooses; the second says how
 * many scalars; then every 34 bytes are an index, a kind and a scalar. What must be refused is refused, and what is
 * computed is what blst computes one term at a time, or satisfies the equations that define it.
 */
#include "aether_cpu.h"
#include "aether_kzg.h"
#include "blst.h"
#include "reference.h"

#include <stdlib.h>
#include <unistd.h>

enum
{
    POINTS = 40,
    SIZE = 4096,
    SIZE_BITS = 12,
    PATCH = 34,
};

/* The order r of the group, big-endian; r - 1 is divisible by 4096, and 7 generates the multiplicative group. */
static const uint8_t group_order[32] = {0x73, 0xed, 0xa7, 0x53, 0x29, 0x9d, 0x7d, 0x48, 0x33, 0x39, 0xd8, 0x08, 0x09,
    0xa1, 0xd8, 0x05, 0x53, 0xbd, 0xa4, 0x02, 0xff, 0xfe, 0x5b, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01};

static blst_p1 points[POINTS];
static uint8_t* table;
static uint8_t* scratch;
static uint64_t* domain;
static blst_fr roots[SIZE];

static void check(int holds)
{
    if (!holds)
        abort();
}

static uint8_t* allocate(size_t bytes)
{
    uint8_t* memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    check(memory != NULL);
    return memory;
}

static void read_element(blst_fr* r, const uint8_t bytes[32])
{
    blst_scalar scalar;
    blst_scalar_from_bendian(&scalar, bytes);
    blst_fr_from_scalar(r, &scalar);
}

static void write_element(uint8_t bytes[32], const blst_fr* a)
{
    blst_scalar scalar;
    blst_scalar_from_fr(&scalar, a);
    blst_bendian_from_scalar(bytes, &scalar);
}

static int is_element(const uint8_t bytes[32]) { return memcmp(bytes, group_order, 32) < 0; }

static int equal(const blst_fr* a, const blst_fr* b) { return memcmp(a, b, sizeof *a) == 0; }

/* The roots of unity in bit-reversed order, from 7^((r - 1) / 4096). */
static void fill_roots(void)
{
    const uint64_t seven[4] = {7}, one[4] = {1};
    blst_fr base, omega, power;
    blst_fr_from_uint64(&base, seven);
    blst_fr_from_uint64(&omega, one);
    for (int bit = 255; bit >= SIZE_BITS; bit--)
    {
        blst_fr_sqr(&omega, &omega);
        if (group_order[31 - bit / 8] >> (bit % 8) & 1)
            blst_fr_mul(&omega, &omega, &base);
    }
    blst_fr_from_uint64(&power, one);
    for (int i = 0; i < SIZE; i++)
    {
        int reversed = 0;
        for (int bit = 0; bit < SIZE_BITS; bit++)
            reversed |= (i >> bit & 1) << (SIZE_BITS - 1 - bit);
        roots[reversed] = power;
        blst_fr_mul(&power, &power, &omega);
    }
}

int LLVMFuzzerInitialize(int* argc, char*** argv)
{
    (void)argc;
    (void)argv;
    sequence random = {1};
    uint8_t serialized[POINTS][96];
    if (!(aether_cpu_features() & AETHER_CPU_IFMA))
        _exit(77);
    for (int i = 0; i < POINTS; i++)
    {
        uint8_t scalar[32];
        next_bytes(&random, scalar, sizeof scalar);
        blst_p1_mult(&points[i], blst_p1_generator(), scalar, 254);
        blst_p1_serialize(serialized[i], &points[i]);
    }
    table = allocate(aether_kzg_table_bytes(POINTS));
    check(aether_kzg_build_table_ifma(table, aether_kzg_table_bytes(POINTS), serialized[0], POINTS) == AETHER_KZG_OK);
    scratch = allocate(aether_kzg_scratch_bytes(POINTS));
    domain = (uint64_t*)(void*)allocate(4 * SIZE * 8);
    aether_kzg_fill_domain(domain);
    fill_roots();
    return 0;
}

/* Fills count scalars from the patches of the input. */
static void fill_scalars(uint8_t* scalars, size_t count, const uint8_t* data, size_t size)
{
    memset(scalars, 0, 32 * count);
    for (size_t at = 0; at + PATCH <= size && count; at += PATCH)
    {
        uint8_t* scalar = scalars + 32 * (data[at] % count);
        memcpy(scalar, data + at + 2, 32);
        switch (data[at + 1] % 6)
        {
            case 0:
                scalar[0] &= 0x3f;
                break;
            case 1:
                memcpy(scalar, group_order, 32);
                scalar[31] = (uint8_t)(scalar[31] - (data[at + 2] & 1));
                break;
            case 2:
                memset(scalar, 0, 31);
                break;
            case 3:
                write_element(scalar, &roots[(data[at + 2] | data[at + 3] << 8) % SIZE]);
                break;
            case 4:
                memcpy(scalar, scalars, 32);
                break;
            default:
                break;
        }
    }
}

static void check_sum(const uint8_t* scalars, size_t count)
{
    static const uint8_t cleared[96];
    uint8_t sum[96], expected[96];
    size_t bytes = aether_kzg_scratch_bytes(count);
    check(bytes <= aether_kzg_scratch_bytes(POINTS));
    int32_t status = aether_kzg_sum_ifma(sum, table, POINTS, scalars, count, scratch, bytes);
    int good = 1, first = 1;
    blst_p1 total = {0}, term;
    for (size_t i = 0; i < count; i++)
    {
        uint8_t little[32];
        good &= is_element(scalars + 32 * i);
        for (int k = 0; k < 32; k++)
            little[k] = scalars[32 * i + 31 - (size_t)k];
        blst_p1_mult(&term, &points[i], little, 256);
        if (first)
            total = term;
        else
            blst_p1_add_or_double(&total, &total, &term);
        first = 0;
    }
    if (count == 0 || !good)
        check(status == (count == 0 ? AETHER_KZG_BAD_ARGUMENT : AETHER_KZG_BAD_SCALAR));
    else if (status != AETHER_KZG_EXCEPTIONAL)
        check(status == (blst_p1_is_inf(&total) ? AETHER_KZG_INFINITY : AETHER_KZG_OK));
    if (status == AETHER_KZG_OK)
    {
        blst_p1_serialize(expected, &total);
        check(memcmp(sum, expected, 96) == 0);
    }
    else
    {
        check(memcmp(sum, cleared, 96) == 0);
    }
}

/* y = (z^4096 - 1) / 4096 * sum p_i w_i / (z - w_i), or p_m where z is w_m. */
static void evaluate(blst_fr* y, const blst_fr* values, size_t count, const blst_fr* z)
{
    const uint64_t one_words[4] = {1}, size_words[4] = {SIZE};
    blst_fr one, size, sum = {0}, term, difference, power = *z;
    blst_fr_from_uint64(&one, one_words);
    blst_fr_from_uint64(&size, size_words);
    for (size_t i = 0; i < SIZE; i++)
    {
        if (equal(&roots[i], z))
        {
            *y = values[i];
            return;
        }
    }
    for (size_t i = 0; i < count; i++)
    {
        blst_fr_sub(&difference, z, &roots[i]);
        blst_fr_eucl_inverse(&difference, &difference);
        blst_fr_mul(&term, &values[i], &roots[i]);
        blst_fr_mul(&term, &term, &difference);
        blst_fr_add(&sum, &sum, &term);
    }
    for (int i = 0; i < SIZE_BITS; i++)
        blst_fr_sqr(&power, &power);
    blst_fr_sub(&power, &power, &one);
    blst_fr_mul(&sum, &sum, &power);
    blst_fr_eucl_inverse(&size, &size);
    blst_fr_mul(y, &sum, &size);
}

/* The first scalar is the point, the others are the elements. */
static void check_opening(const uint8_t* scalars, size_t count)
{
    static blst_fr values[SIZE];
    uint8_t value[32], expected[32];
    if (count == 0)
        return;
    uint8_t* quotient = malloc(32 * SIZE);
    uint8_t* room = allocate(aether_kzg_open_scratch_bytes());
    check(quotient != NULL);
    int32_t status = aether_kzg_open(value, quotient, domain, scalars + 32, count - 1, scalars, room);
    int good = is_element(scalars);
    memset(values, 0, sizeof values);
    for (size_t i = 1; i < count; i++)
        good &= is_element(scalars + 32 * i);
    check(status == (good ? AETHER_KZG_OK : AETHER_KZG_BAD_SCALAR));
    if (good)
    {
        blst_fr z, y, q, difference, weighted = {0}, zero = {0};
        read_element(&z, scalars);
        for (size_t i = 1; i < count; i++)
            read_element(&values[i - 1], scalars + 32 * i);
        evaluate(&y, values, count - 1, &z);
        write_element(expected, &y);
        check(memcmp(value, expected, 32) == 0);
        for (size_t i = 0; i < SIZE; i++)
        {
            /* q_i (w_i - z) = p_i - y, and the sum of q_i w_i is zero, which settles the one where w_i is z. */
            check(is_element(quotient + 32 * i));
            read_element(&q, quotient + 32 * i);
            blst_fr_sub(&difference, &roots[i], &z);
            blst_fr_mul(&difference, &difference, &q);
            blst_fr_add(&difference, &difference, &y);
            check(equal(&difference, &values[i]));
            blst_fr_mul(&q, &q, &roots[i]);
            blst_fr_add(&weighted, &weighted, &q);
        }
        check(equal(&weighted, &zero));
    }
    free(quotient);
    free(room);
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 2)
        return 0;
    size_t count = data[1] % (POINTS + 1);
    uint8_t* scalars = malloc(32 * count);
    check(scalars != NULL || count == 0);
    fill_scalars(scalars, count, data + 2, size - 2);
    if (data[0] & 1)
        check_sum(scalars, count);
    else
        check_opening(scalars, count);
    free(scalars);
    return 0;
}
