/*
 * Compares every operation of a lane field (FE_HEADER: fe_avx2.h or fe_ifma.h) with a slow big-integer reference, on
 * random elements, on edge values and on elements whose limbs are as large as the field's bounds allow.
 * Exits 0 when all agree, 77 when this processor cannot run the field, 1 at the first difference.
 */
#include "aether_cpu.h"

#include FE_HEADER
#include "reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------------------------------------------- elements */

#define LIMBS ((int)(sizeof(((fe*)0)->v) / sizeof(((fe*)0)->v[0])))

/* The limbs of a lane field: the bit each one starts at, and the largest value of a tight one. */
#if LANES == 4
static const int limb_offset[] = {0, 26, 51, 77, 102, 128, 153, 179, 204, 230};
#else
static const int limb_offset[] = {0, 51, 102, 153, 204};
#endif

static uint64_t nominal_bits(int limb)
{
    return (uint64_t)((limb + 1 < LIMBS ? limb_offset[limb + 1] : 255) - limb_offset[limb]);
}

static uint64_t largest_tight(int limb)
{
    return ((uint64_t)1 << nominal_bits(limb)) + ((uint64_t)1 << 17);
}

static uint64_t get_limb(const fe* a, int limb, int lane)
{
    uint64_t lanes[LANES];
    memcpy(lanes, &a->v[limb], sizeof(lanes));
    return lanes[lane];
}

static void set_limb(fe* a, int limb, int lane, uint64_t value)
{
    memcpy((uint8_t*)&a->v[limb] + 8 * lane, &value, sizeof(value));
}

/* The value of one lane, from its limbs, whatever their size. */
static big value_of(const fe* a, int lane)
{
    big sum = {{0, 0, 0, 0}};
    for (int i = LIMBS - 1; i >= 0; i--)
    {
        big limb = {{get_limb(a, i, lane), 0, 0, 0}};
        for (uint64_t bit = 0; bit < nominal_bits(i); bit++)
            big_add(&sum, &sum, &sum);

        big_add(&sum, &sum, &limb);
    }

    return sum;
}

static sequence random_sequence;

static uint64_t random_word(void) { return next_word(&random_sequence); }

#define EDGES 12

/* 0, 1, 2, 19, p - 1, p, p + 1, p + 18 = 2^255 - 1, (p - 1) / 2, (p + 1) / 2, 2^255 - 2^128, all bits. */
static void edge_bytes(uint8_t bytes[32], int edge)
{
    static const uint8_t small[4] = {0, 1, 2, 19};
    static const uint8_t near_p[4] = {0xec, 0xed, 0xee, 0xff};
    memset(bytes, edge < 4 ? 0 : 0xff, 32);
    if (edge < 4)
        bytes[0] = small[edge];
    else if (edge < 8)
    {
        bytes[0] = near_p[edge - 4];
        bytes[31] = 0x7f;
    }
    else if (edge < 10)
    {
        bytes[0] = edge == 8 ? 0xf6 : 0xf7;
        bytes[31] = 0x3f;
    }
    else if (edge == 10)
    {
        memset(bytes, 0, 16);
        bytes[31] = 0x7f;
    }
}

/* A tight element per lane: random, an edge value, or limbs at their bounds. */
static void any_element(fe* r)
{
    uint8_t bytes[LANES][32];
    for (int lane = 0; lane < LANES; lane++)
    {
        const uint64_t choice = random_word() % 4;
        if (choice == 0)
            edge_bytes(bytes[lane], (int)(random_word() % EDGES));
        else
            next_bytes(&random_sequence, bytes[lane], 32);
    }

    fe_load(r, bytes);
    for (int lane = 0; lane < LANES; lane++)
    {
        const uint64_t choice = random_word() % 4;
        for (int i = 0; choice == 0 && i < LIMBS; i++)
        {
            const uint64_t limb = random_word() % 3;
            set_limb(r, i, lane, limb == 0 ? 0 : limb == 1 ? largest_tight(i) : largest_tight(i) - random_word() % 32);
        }

        for (int i = 0; choice == 1 && i < LIMBS; i++)
            set_limb(r, i, lane, largest_tight(i));
    }
}

/* ------------------------------------------------------------------------------------------------------ checks */

static void fail(const char* what, int lane)
{
    fprintf(stderr, "fe_test: %s differs in lane %d\n", what, lane);
    exit(1);
}

/* The reference's own product against its definition. */
static void check_reference(void)
{
    for (int i = 0; i < 1000; i++)
    {
        big a, b, fast, slow;
        next_bytes(&random_sequence, (uint8_t*)&a, sizeof a);
        next_bytes(&random_sequence, (uint8_t*)&b, sizeof b);
        if (i % 3 == 0)
            memset(&a, 0xff, 8 * (size_t)(i % 5));
        big_reduce(&a);
        big_reduce(&b);
        big_mul(&fast, &a, &b);
        big_mul_by_bits(&slow, &a, &b, &big_p);
        if (!big_equal(&fast, &slow))
            fail("the reference", 0);
    }
}

/* Compares one lane of a result with its expected value, and its limbs with the tight bound. */
static void expect(const char* what, const fe* actual, int lane, const big* expected)
{
    const big value = value_of(actual, lane);
    if (!big_equal(&value, expected))
        fail(what, lane);

    for (int i = 0; i < LIMBS; i++)
    {
        if (get_limb(actual, i, lane) > largest_tight(i))
            fail("the tight bound", lane);
    }
}

static void check_sums(const fe* a, const fe* b)
{
    fe sum, difference, negated, doubled, in_place = *a;
    fe_add(&sum, a, b);
    fe_sub(&difference, a, b);
    fe_neg(&negated, a);
    fe_double(&doubled, a);
    fe_sub(&in_place, &in_place, b);
    for (int lane = 0; lane < LANES; lane++)
    {
        const big zero = {{0, 0, 0, 0}};
        const big x = value_of(a, lane);
        const big y = value_of(b, lane);
        big expected;
        big_add(&expected, &x, &y);
        expect("fe_add", &sum, lane, &expected);
        big_sub(&expected, &x, &y);
        expect("fe_sub", &difference, lane, &expected);
        expect("fe_sub in place", &in_place, lane, &expected);
        big_sub(&expected, &zero, &x);
        expect("fe_neg", &negated, lane, &expected);
        big_add(&expected, &x, &x);
        expect("fe_double", &doubled, lane, &expected);
    }
}

static void check_products(const fe* a, const fe* b)
{
    fe product, square, left = *a, right = *b, first, second;
    fe_mul(&product, a, b);
    fe_sq(&square, a);
    fe_mul(&left, &left, b);
    fe_mul(&right, a, &right);
    fe_mul2(&first, a, b, &second, a, a);
    for (int lane = 0; lane < LANES; lane++)
    {
        const big x = value_of(a, lane);
        const big y = value_of(b, lane);
        big expected;
        big_mul(&expected, &x, &y);
        expect("fe_mul", &product, lane, &expected);
        expect("fe_mul onto its left factor", &left, lane, &expected);
        expect("fe_mul onto its right factor", &right, lane, &expected);
        expect("fe_mul2, first", &first, lane, &expected);
        big_mul(&expected, &x, &x);
        expect("fe_sq", &square, lane, &expected);
        expect("fe_mul2, second", &second, lane, &expected);
    }
}

static void check_chains(const fe* a, const fe* b)
{
    fe chain, first = *a, second = *b;
    fe_sqn(&chain, a, 5);
    fe_sqn2(&first, &second, 3);
    for (int lane = 0; lane < LANES; lane++)
    {
        big x = value_of(a, lane);
        big y = value_of(b, lane);
        for (int i = 0; i < 5; i++)
        {
            big_mul(&x, &x, &x);
            if (i < 3)
                big_mul(&y, &y, &y);

            if (i == 2)
            {
                expect("fe_sqn2, first", &first, lane, &x);
                expect("fe_sqn2, second", &second, lane, &y);
            }
        }

        expect("fe_sqn", &chain, lane, &x);
    }
}

/* Sums and differences of products, the factors as loose as a field allows. */
static void check_wide(const fe* a, const fe* b)
{
    fe loose_a = *a, loose_b = *b, added, subtracted, carried, product, square, doubled;
    fe_wide ab, aa, twice;
#ifdef FE_HAS_LOOSE
    fe_sub_loose(&loose_a, a, b);
    fe_add_loose(&loose_b, b, a);
#endif
    fe_mul_wide(&ab, &loose_a, &loose_b);
    fe_sq_wide(&aa, &loose_a);
    fe_wide_add(&added, &ab, &aa);
    fe_wide_sub(&subtracted, &ab, &aa);
    fe_wide_carry(&carried, &ab);
    fe_wide_double(&twice, a);
    fe_wide_carry(&doubled, &twice);
    fe_mul(&product, &loose_a, &loose_b);
    fe_sq(&square, &loose_a);
    for (int lane = 0; lane < LANES; lane++)
    {
        const big x = value_of(&loose_a, lane);
        const big y = value_of(&loose_b, lane);
        big xy, xx, expected;
        big_mul(&xy, &x, &y);
        big_mul(&xx, &x, &x);
        big_add(&expected, &xy, &xx);
        expect("fe_wide_add", &added, lane, &expected);
        big_sub(&expected, &xy, &xx);
        expect("fe_wide_sub", &subtracted, lane, &expected);
        expect("fe_wide_carry", &carried, lane, &xy);
        const big single = value_of(a, lane);
        big_add(&expected, &single, &single);
        expect("fe_wide_double", &doubled, lane, &expected);
        expect("fe_mul of loose elements", &product, lane, &xy);
        expect("fe_sq of a loose element", &square, lane, &xx);
    }
}

/* The four factors of a doubling, from squares of elements as large as they may be. */
static void check_double_terms(const fe* a, const fe* b)
{
    fe sum, e, f, g, h, z;
    fe_wide xx, yy, zz, ss;
    any_element(&z);
    fe_add(&sum, a, b);
#ifdef FE_HAS_LOOSE
    fe_add_loose(&sum, a, b);
#endif
    fe_sq_wide(&xx, a);
    fe_sq_wide(&yy, b);
    fe_sq_wide(&zz, &z);
    fe_sq_wide(&ss, &sum);
    fe_double_terms(&e, &f, &g, &h, &xx, &yy, &zz, &ss);
    for (int lane = 0; lane < LANES; lane++)
    {
        big x = value_of(a, lane);
        big y = value_of(b, lane);
        big s = value_of(&sum, lane);
        big w = value_of(&z, lane);
        big expected;
        big_mul(&x, &x, &x);
        big_mul(&y, &y, &y);
        big_mul(&s, &s, &s);
        big_mul(&w, &w, &w);
        big_add(&w, &w, &w);
        big_add(&expected, &x, &y);
        expect("fe_double_terms, h", &h, lane, &expected);
        big_sub(&expected, &expected, &s);
        expect("fe_double_terms, e", &e, lane, &expected);
        big_sub(&expected, &x, &y);
        expect("fe_double_terms, g", &g, lane, &expected);
        big_add(&expected, &expected, &w);
        expect("fe_double_terms, f", &f, lane, &expected);
    }
}

#ifdef FE_HAS_LOOSE
/* The largest left factor, four tight elements, with the largest right one, two. */
static void check_loosest_product(const fe* a, const fe* b)
{
    fe left, right, product;
    fe_add_loose(&left, a, a);
    fe_add_loose(&right, b, b);
    fe_add_loose(&left, &left, &right);
    fe_mul(&product, &left, &right);
    for (int lane = 0; lane < LANES; lane++)
    {
        const big x = value_of(&left, lane);
        const big y = value_of(&right, lane);
        big expected;
        big_mul(&expected, &x, &y);
        expect("fe_mul of the loosest elements", &product, lane, &expected);
    }
}
#endif

static void check_bytes(const fe* a)
{
    uint8_t bytes[LANES][32];
    fe loaded;
    fe_store(bytes, a);
    for (int lane = 0; lane < LANES; lane++)
    {
        const big x = value_of(a, lane);
        if (memcmp(bytes[lane], &x, 32) != 0)
            fail("fe_store", lane);

        bytes[lane][31] |= (uint8_t)(random_word() & 0x80);
    }

    fe_load(&loaded, bytes);
    for (int lane = 0; lane < LANES; lane++)
    {
        const big x = value_of(a, lane);
        expect("fe_load", &loaded, lane, &x);
    }

    for (int lane = 0; lane < LANES; lane++)
        edge_bytes(bytes[lane], (int)(random_word() % EDGES));

    fe_load(&loaded, bytes);
    for (int lane = 0; lane < LANES; lane++)
    {
        big expected;
        memcpy(&expected, bytes[lane], 32);
        expected.w[3] &= 0x7fffffffffffffff;
        big_reduce(&expected);
        expect("fe_load of an edge value", &loaded, lane, &expected);
    }
}

static void check_choices(const fe* a, const fe* b)
{
    const lane_mask m = (lane_mask)(random_word() & ((1u << LANES) - 1));
    fe chosen, negated, zero, one, difference;
    fe_select(&chosen, m, a, b);
    fe_cneg(&negated, m, a);
    fe_zero(&zero);
    fe_one(&one);
    fe_sub(&difference, a, &chosen);
    const lane_mask zeros = fe_is_zero(&difference);
    const lane_mask odd = fe_is_odd(a);
    for (int lane = 0; lane < LANES; lane++)
    {
        const int bit = m >> lane & 1;
        const big x = value_of(a, lane);
        const big y = value_of(b, lane);
        big minus;
        const big nothing = {{0, 0, 0, 0}};
        const big single = {{1, 0, 0, 0}};
        big_sub(&minus, &nothing, &x);
        expect("fe_select", &chosen, lane, bit ? &y : &x);
        expect("fe_cneg", &negated, lane, bit ? &minus : &x);
        expect("fe_zero", &zero, lane, &nothing);
        expect("fe_one", &one, lane, &single);
        if ((zeros >> lane & 1) != (!bit || big_equal(&x, &y)))
            fail("fe_is_zero", lane);

        if ((odd >> lane & 1) != (int)(x.w[0] & 1))
            fail("fe_is_odd", lane);
    }

    if (fe_is_zero(&zero) != (1 << LANES) - 1 || fe_is_zero(&one) != 0 || zeros >> LANES || odd >> LANES)
        fail("a mask", LANES);
}

/* All zero values a lane may hold: 0, p and, in limbs beyond their nominal size, p again. */
static void check_zeros(void)
{
    uint8_t bytes[LANES][32];
    fe a, b;
    for (int lane = 0; lane < LANES; lane++)
        edge_bytes(bytes[lane], lane & 1 ? 5 : 0);

    fe_load(&a, bytes);
    if (fe_is_zero(&a) != (1 << LANES) - 1 || fe_is_odd(&a) != 0)
        fail("fe_is_zero of 0 and p", 0);

    /* 2^k p in a limb form that carries: p with one unit of limb 1 moved down to limb 0 is the same value. */
    for (int lane = 0; lane < LANES; lane++)
    {
        set_limb(&a, 0, lane, ((uint64_t)1 << nominal_bits(0)));
        set_limb(&a, 1, lane, ((uint64_t)1 << nominal_bits(1)) - 1);
        for (int i = 2; i < LIMBS; i++)
            set_limb(&a, i, lane, ((uint64_t)1 << nominal_bits(i)) - 1);
    }

    /* That is 2^255 = 19. */
    fe_store(bytes, &a);
    for (int lane = 0; lane < LANES; lane++)
    {
        const big expected = {{19, 0, 0, 0}};
        if (memcmp(bytes[lane], &expected, 32) != 0)
            fail("fe_store of 2^255 in overfull limbs", lane);
    }

    fe_sub(&b, &a, &a);
    if (fe_is_zero(&b) != (1 << LANES) - 1 || fe_is_odd(&b) != 0)
        fail("fe_is_zero of a - a", 0);
}

static void check_constant(void)
{
    uint64_t limbs[5];
    big expected = {{0, 0, 0, 0}};
    fe a;
    for (int i = 0; i < 5; i++)
        limbs[i] = random_word() % 4 ? random_word() >> 13 : ((uint64_t)1 << 51) - 1;

    for (int i = 4; i >= 0; i--)
    {
        const big limb = {{limbs[i], 0, 0, 0}};
        for (int bit = 0; bit < 51; bit++)
            big_add(&expected, &expected, &expected);

        big_add(&expected, &expected, &limb);
    }

    fe_from_constant(&a, limbs);
    for (int lane = 0; lane < LANES; lane++)
        expect("fe_from_constant", &a, lane, &expected);
}

#define RECORDS (5 * LANES)
#define WIDEST 4

typedef void loader(fe* out, const uint8_t* records, const uint32_t index[LANES]);
typedef void storer(uint8_t* records, const fe* in);

static void load_narrow(fe* out, const uint8_t* records, const uint32_t index[LANES])
{
    record_load(out, records, index);
}

static void store_narrow(uint8_t* records, const fe* in) { record_store(records, in); }

static void load_wide(fe* out, const uint8_t* records, const uint32_t index[LANES])
{
    wide_record_load(out, records, index);
}

static void store_wide(uint8_t* records, const fe* in) { wide_record_store(records, in); }

/* Records in any order, with repetitions, at both ends of their array, which is exactly as long as they are. */
static void check_records(loader* load, storer* store, int elements, size_t bytes)
{
    static fe stored[RECORDS / LANES][WIDEST];
    uint8_t* records = aligned_alloc(64, RECORDS * bytes);
    for (size_t i = 0; i < RECORDS / LANES; i++)
    {
        for (int k = 0; k < elements; k++)
            any_element(&stored[i][k]);
        store(records + i * LANES * bytes, stored[i]);
    }
    for (int round = 0; round < 4; round++)
    {
        uint32_t index[LANES];
        fe loaded[WIDEST];
        for (int lane = 0; lane < LANES; lane++)
        {
            const uint32_t any = (uint32_t)(random_word() % RECORDS);
            index[lane] = round == 0 ? 0 : round == 1 ? RECORDS - 1 : any;
        }
        load(loaded, records, index);
        for (int lane = 0; lane < LANES; lane++)
        {
            for (int k = 0; k < elements; k++)
            {
                const big expected = value_of(&stored[index[lane] / LANES][k], (int)(index[lane] % LANES));
                expect("a loaded record", &loaded[k], lane, &expected);
            }
        }
    }
    fe broadcast[WIDEST];
    if (elements == 3)
    {
        record_broadcast(broadcast, records + bytes);
        for (int lane = 0; lane < 3 * LANES; lane++)
        {
            const big expected = value_of(&stored[0][lane % 3], 1);
            expect("record_broadcast", &broadcast[lane % 3], lane / 3, &expected);
        }
    }
    free(records);
}

static void check_lanes(const fe* a)
{
    fe one, two;
    fe_rotate_lanes(&one, a, 1);
    fe_rotate_lanes(&two, a, 2);
    uint8_t values[LANES];
    for (int lane = 0; lane < LANES; lane++)
    {
        const big next = value_of(a, (lane + 1) % LANES);
        const big second = value_of(a, (lane + 2) % LANES);
        expect("fe_rotate_lanes by 1", &one, lane, &next);
        expect("fe_rotate_lanes by 2", &two, lane, &second);
        values[lane] = (uint8_t)(random_word() % 3);
    }
    for (uint8_t x = 0; x < 3; x++)
    {
        const lane_mask equal = lanes_equal(values, x);
        for (int lane = 0; lane < 8; lane++)
        {
            if ((equal >> lane & 1) != (lane < LANES && values[lane] == x))
                fail("lanes_equal", lane);
        }
    }
}

int main(int argc, char** argv)
{
    const int rounds = argc > 1 ? atoi(argv[1]) : 400;
    if ((aether_cpu_features() & FE_CPU) != FE_CPU)
    {
        puts("fe_test: this processor cannot run " FE_HEADER);
        return 77;
    }

    check_reference();
    check_zeros();
    for (int i = 0; i < rounds; i++)
    {
        fe a, b;
        any_element(&a);
        any_element(&b);
        check_sums(&a, &b);
        check_products(&a, &b);
        check_chains(&a, &b);
        check_wide(&a, &b);
        check_double_terms(&a, &b);
#ifdef FE_HAS_LOOSE
        check_loosest_product(&a, &b);
#endif
        check_bytes(&a);
        check_choices(&a, &b);
        check_constant();
        check_lanes(&a);
        check_records(load_narrow, store_narrow, 3, RECORD_BYTES);
        check_records(load_wide, store_wide, 4, WIDE_RECORD_BYTES);
    }

    printf("fe_test: %d rounds of %d lanes agree\n", rounds, LANES);
    return 0;
}
