/*
 * Compares every operation of the BLS12-381 lane field with integers added bit by bit, on random elements, on edge
 * values and on limbs as large as the bounds in fp_ifma.h allow, and recomputes every constant from p.
 * Exits 0 when all agree, 77 when this processor cannot run the field, 1 at the first difference.
 */
#include "aether_cpu.h"

#include "fp2_ifma.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
    LANES = 8,
    WORDS = 8,
};

/* An integer below 2^512, least word first. */
typedef struct
{
    uint64_t w[WORDS];
} big;

static const big big_p = {{0xb9feffffffffaaab, 0x1eabfffeb153ffff, 0x6730d2a0f6b0f624, 0x64774b84f38512bf,
    0x4b1ba7b6434bacd7, 0x1a0111ea397fe69a, 0, 0}};

static _Noreturn void fail(const char* what, int lane)
{
    fprintf(stderr, "bls_lanes_test: %s differs in lane %d\n", what, lane);
    exit(1);
}

static int big_less(const big* a, const big* b)
{
    for (int i = WORDS - 1; i >= 0; i--)
    {
        if (a->w[i] != b->w[i])
            return a->w[i] < b->w[i];
    }
    return 0;
}

static big big_plus(const big* a, const big* b)
{
    big r;
    unsigned __int128 carry = 0;
    for (int i = 0; i < WORDS; i++)
    {
        carry += (unsigned __int128)a->w[i] + b->w[i];
        r.w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return r;
}

static big big_minus(const big* a, const big* b)
{
    big r;
    uint64_t borrow = 0;
    for (int i = 0; i < WORDS; i++)
    {
        const unsigned __int128 t = (unsigned __int128)a->w[i] - b->w[i] - borrow;
        r.w[i] = (uint64_t)t;
        borrow = (uint64_t)(t >> 64) & 1;
    }
    return r;
}

static big small(uint64_t value)
{
    big r = {{value}};
    return r;
}

/* a + b and a - b modulo p, for a and b below p. */
static big mod_add(const big* a, const big* b)
{
    const big sum = big_plus(a, b);
    return big_less(&sum, &big_p) ? sum : big_minus(&sum, &big_p);
}

static big mod_sub(const big* a, const big* b)
{
    const big negated = big_minus(&big_p, b);
    return mod_add(a, &negated);
}

/* Any integer below 2^512 modulo p, bit by bit. */
static big reduced(const big* a)
{
    big r = small(0);
    for (int bit = 64 * WORDS - 1; bit >= 0; bit--)
    {
        const big one = small(a->w[bit / 64] >> (bit % 64) & 1);
        r = mod_add(&r, &r);
        r = mod_add(&r, &one);
    }
    return r;
}

static big mod_mul(const big* a, const big* b)
{
    big r = small(0);
    for (int bit = 383; bit >= 0; bit--)
    {
        r = mod_add(&r, &r);
        if (b->w[bit / 64] >> (bit % 64) & 1)
            r = mod_add(&r, a);
    }
    return r;
}

static big mod_power(const big* a, const big* exponent)
{
    big r = small(1);
    for (int bit = 383; bit >= 0; bit--)
    {
        r = mod_mul(&r, &r);
        if (exponent->w[bit / 64] >> (bit % 64) & 1)
            r = mod_mul(&r, a);
    }
    return r;
}

static big divided(const big* a, uint64_t divisor)
{
    big r;
    unsigned __int128 rest = 0;
    for (int i = WORDS - 1; i >= 0; i--)
    {
        rest = rest << 64 | a->w[i];
        r.w[i] = (uint64_t)(rest / divisor);
        rest %= divisor;
    }
    return r;
}

static big mod_inverse(const big* a)
{
    const big two = small(2);
    const big exponent = big_minus(&big_p, &two);
    return mod_power(a, &exponent);
}

static big power_of_two(int exponent)
{
    big r = small(1);
    for (int i = 0; i < exponent; i++)
        r = mod_add(&r, &r);
    return r;
}

/* The number in limbs of any size: limb i counts 2^(50 i). */
static big from_limbs(const uint64_t limb[8])
{
    big r = small(0);
    for (int i = 7; i >= 0; i--)
    {
        const big part = small(limb[i]);
        for (int bit = 0; bit < FP_BITS; bit++)
            r = big_plus(&r, &r);
        r = big_plus(&r, &part);
    }
    return r;
}

static big lane_of(const fp* a, int lane)
{
    uint64_t limb[8];
    for (int i = 0; i < FP_LIMBS; i++)
        memcpy(&limb[i], (const uint8_t*)&a->l[i] + 8 * lane, 8);
    const big value = from_limbs(limb);
    return reduced(&value);
}

static void expect(const char* what, int lane, const big* want, const big* got)
{
    if (memcmp(want, got, sizeof(big)) != 0)
        fail(what, lane);
}

static void expect_limbs(const char* what, const uint64_t limb[8], const big* want)
{
    const big value = from_limbs(limb);
    expect(what, 0, want, &value);
}

static void expect_bias(const char* what, const uint64_t limb[8], int multiple, uint64_t least)
{
    big want = small(0);
    for (int i = 0; i < multiple; i++)
        want = big_plus(&want, &big_p);
    expect_limbs(what, limb, &want);
    for (int i = 0; i < 7; i++)
    {
        if (limb[i] < least)
            fail(what, i);
    }
}

/* (1 + u)^-((p - 1) / divisor) by the multiplications of Fp2 written out. */
static void psi_constant(big r[2], uint64_t divisor)
{
    const big one = small(1);
    const big less = big_minus(&big_p, &one);
    const big exponent = divided(&less, divisor);
    r[0] = one;
    r[1] = small(0);
    for (int bit = 383; bit >= 0; bit--)
    {
        const big sum = mod_add(&r[0], &r[1]), difference = mod_sub(&r[0], &r[1]);
        const big both = mod_mul(&r[0], &r[1]);
        r[0] = mod_mul(&sum, &difference);
        r[1] = mod_add(&both, &both);
        if (exponent.w[bit / 64] >> (bit % 64) & 1)
        {
            const big real = mod_sub(&r[0], &r[1]);
            r[1] = mod_add(&r[0], &r[1]);
            r[0] = real;
        }
    }
    const big real = mod_mul(&r[0], &r[0]), imaginary = mod_mul(&r[1], &r[1]);
    const big norm = mod_add(&real, &imaginary);
    const big inverse = mod_inverse(&norm);
    const big zero = small(0), negated = mod_sub(&zero, &r[1]);
    r[0] = mod_mul(&r[0], &inverse);
    r[1] = mod_mul(&negated, &inverse);
}

static void check_constants(void)
{
    const big r = power_of_two(400), one = small(1), two = small(2), four = small(4);
    const big more = big_plus(&big_p, &one);
    const big half = mod_inverse(&two), half_up = divided(&more, 2);
    big want = mod_mul(&r, &r);
    expect_limbs("p", FP_P, &big_p);
    expect_limbs("2^800", FP_RR, &want);
    expect_limbs("1", FP_ONE, &r);
    expect_limbs("plain 1", FP_PLAIN_ONE, &one);
    expect_limbs("(p + 1) / 2", FP_HALF_P_UP, &half_up);
    want = mod_mul(&half, &r);
    expect_limbs("1 / 2", FP_HALF, &want);
    want = mod_mul(&four, &r);
    expect_limbs("4", FP_FOUR, &want);
    want = power_of_two(384);
    expect_limbs("2^384", FP_R384, &want);
    if ((FP_DIGIT * big_p.w[0] + 1) << (64 - FP_BITS) != 0)
        fail("-1/p", 0);

    /* 2^50 N1 - 1 = q p. */
    want = small(0);
    for (int bit = 63; bit >= 0; bit--)
    {
        want = big_plus(&want, &want);
        if (FP_DIGIT >> bit & 1)
            want = big_plus(&want, &big_p);
    }
    want = big_plus(&want, &one);
    big shifted = from_limbs(FP_N1);
    for (int bit = 0; bit < FP_BITS; bit++)
        shifted = big_plus(&shifted, &shifted);
    expect("N", 0, &want, &shifted);

    expect_bias("16 p", FP_BIAS_16, 16, 1ull << 54);
    expect_bias("64 p", FP_BIAS_64, 64, 1ull << 54);
    expect_bias("128 p", FP_BIAS_128, 128, 1ull << 54);
    expect_bias("256 p", FP_BIAS_256, 256, 1ull << 54);
    expect_bias("256 p, tight", FP_BIAS_TIGHT, 256, (1ull << 50) + (1ull << 14));
    big value = from_limbs(FP_BIAS_COLUMNS);
    expect("p in columns", 0, &big_p, &value);
    for (int i = 0; i < 7; i++)
    {
        if (FP_BIAS_COLUMNS[i] < 1ull << 60 || FP_BIAS_TIGHT[i] > 1ull << 51)
            fail("limbs of a bias", i);
    }

    big psi[2];
    psi_constant(psi, 3);
    want = mod_mul(&psi[1], &r);
    expect_limbs("psi x", FP_PSI_X1, &want);
    expect("psi x, real", 0, &(big){{0}}, &psi[0]);
    psi_constant(psi, 2);
    want = mod_mul(&psi[0], &r);
    expect_limbs("psi y, real", FP_PSI_Y0, &want);
    want = mod_mul(&psi[1], &r);
    expect_limbs("psi y, imaginary", FP_PSI_Y1, &want);
}

static uint64_t random_word(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state * 0x2545f4914f6cdd1d;
}

/* A tight element below 256 p: random, an edge value, or one with every limb at its bound. */
static void any_element(fp* a)
{
    for (int lane = 0; lane < LANES; lane++)
    {
        const uint64_t kind = random_word() % 6;
        for (int i = 0; i < FP_LIMBS; i++)
        {
            const uint64_t bound = i == 7 ? FP_P[7] * 255 : (1ull << 50) + (1ull << 14) - 1;
            uint64_t limb = random_word() % (bound + 1);
            if (kind == 1)
                limb = bound;
            if (kind == 2)
                limb = i == 0 ? random_word() % 3 : 0;
            if (kind == 3)
                limb = FP_P[i];
            if (kind == 4)
                limb = i == 0 ? FP_P[0] - 1 : FP_P[i];
            memcpy((uint8_t*)&a->l[i] + 8 * lane, &limb, 8);
        }
    }
}

static void check_tight(const char* what, const fp* a)
{
    for (int i = 0; i < FP_LIMBS; i++)
    {
        const uint64_t bound = i == 7 ? FP_P[7] * 300 : (1ull << 50) + (1ull << 14);
        const __mmask8 above = _mm512_cmpge_epu64_mask(a->l[i], _mm512_set1_epi64((long long)bound));
        if (above)
            fail(what, __builtin_ctz(above));
    }
}

static big montgomery(const big* a, const big* b)
{
    static big inverse;
    if (inverse.w[0] == 0)
    {
        const big r = power_of_two(400);
        inverse = mod_inverse(&r);
    }
    const big product = mod_mul(a, b);
    return mod_mul(&product, &inverse);
}

static void check_field(const fp* a, const fp* b)
{
    fp product, square, sum, difference, canonical, biased;
    fp_mul(&product, a, b);
    fp_sqr(&square, a);
    fp_add(&sum, a, b);
    fp_sub(&difference, a, b);
    fp_sub_biased(&biased, a, b, FP_BIAS_256);
    fp_mul_canonical(&canonical, a, FP_R384);
    check_tight("product", &product);
    check_tight("square", &square);
    const __mmask8 zero = fp_is_zero(a), equal = fp_equal(a, b), same = fp_equal(a, a);
    const big r384 = power_of_two(384);
    for (int lane = 0; lane < LANES; lane++)
    {
        const big x = lane_of(a, lane), y = lane_of(b, lane);
        big want = montgomery(&x, &y), got = lane_of(&product, lane);
        expect("product", lane, &want, &got);
        want = montgomery(&x, &x), got = lane_of(&square, lane);
        expect("square", lane, &want, &got);
        want = mod_add(&x, &y), got = lane_of(&sum, lane);
        expect("sum", lane, &want, &got);
        want = mod_sub(&x, &y), got = lane_of(&difference, lane);
        expect("difference", lane, &want, &got);
        got = lane_of(&biased, lane);
        expect("biased difference", lane, &want, &got);
        want = montgomery(&x, &r384);
        uint64_t limb[8];
        for (int i = 0; i < FP_LIMBS; i++)
            memcpy(&limb[i], (const uint8_t*)&canonical.l[i] + 8 * lane, 8);
        got = from_limbs(limb);
        expect("canonical product", lane, &want, &got);
        const big nothing = small(0);
        if ((zero >> lane & 1) != (memcmp(&x, &nothing, sizeof(x)) == 0))
            fail("zero", lane);
        if ((equal >> lane & 1) != (memcmp(&x, &y, sizeof(x)) == 0) || !(same >> lane & 1))
            fail("equality", lane);
    }
}

static void check_extension(const fp2* a, const fp2* b, const fp2* below)
{
    fp2 product, square, lazy, reduced_difference, zero_square;
    fp2_square wide, wider;
    fp2_mul(&product, a, b);
    fp2_sqr(&square, a);
    fp2_sqr_wide(&wide, below);
    fp2_sqr_wide(&wider, a);
    fp2_sqr(&zero_square, below);
    fp2_reduce_difference(&reduced_difference, &wider, &wide);
    fp2_mul_sub_eight(&lazy, a, b, &wide);
    fp2 other = *a;
    other.c[1] = b->c[1];
    if (fp2_equal(a, a) != 0xff || fp2_equal(a, &other) != fp_equal(&a->c[1], &b->c[1]))
        fail("Fp2 equality", 0);
    for (int part = 0; part < 2; part++)
    {
        check_tight("Fp2 product", &product.c[part]);
        check_tight("Fp2 square", &square.c[part]);
        check_tight("Fp2 difference", &reduced_difference.c[part]);
        check_tight("Fp2 product less squares", &lazy.c[part]);
    }
    for (int lane = 0; lane < LANES; lane++)
    {
        const big a0 = lane_of(&a->c[0], lane), a1 = lane_of(&a->c[1], lane);
        const big b0 = lane_of(&b->c[0], lane), b1 = lane_of(&b->c[1], lane);
        const big aa = montgomery(&a0, &b0), bb = montgomery(&a1, &b1);
        const big ab = montgomery(&a0, &b1), ba = montgomery(&a1, &b0);
        const big real = mod_sub(&aa, &bb), imaginary = mod_add(&ab, &ba);
        const big s0 = montgomery(&a0, &a0), s1 = montgomery(&a1, &a1), s2 = montgomery(&a0, &a1);
        const big square_real = mod_sub(&s0, &s1), square_imaginary = mod_add(&s2, &s2);
        const big want_product[2] = {real, imaginary}, want_square[2] = {square_real, square_imaginary};
        for (int part = 0; part < 2; part++)
        {
            big got = lane_of(&product.c[part], lane);
            expect("Fp2 product", lane, &want_product[part], &got);
            got = lane_of(&square.c[part], lane);
            expect("Fp2 square", lane, &want_square[part], &got);
            const big low = lane_of(&zero_square.c[part], lane);
            big want = mod_sub(&want_square[part], &low);
            got = lane_of(&reduced_difference.c[part], lane);
            expect("Fp2 difference", lane, &want, &got);
            want = want_product[part];
            for (int i = 0; i < 8; i++)
                want = mod_sub(&want, &low);
            got = lane_of(&lazy.c[part], lane);
            expect("Fp2 product less squares", lane, &want, &got);
        }
    }
}

/* x^((p - 3) / 4) = x^((p + 1) / 4) / x: its fourth power is x^(p - 3) = 1 / x^2. */
static void check_roots(void)
{
    fp in[ROOT_GROUPS], out[ROOT_GROUPS];
    const big three = small(3), less = big_minus(&big_p, &three), exponent = divided(&less, 4);
    const big r = power_of_two(400), back = mod_inverse(&r);
    for (int g = 0; g < ROOT_GROUPS; g++)
        any_element(&in[g]);
    fp_root_powers(out, in);
    for (int g = 0; g < ROOT_GROUPS; g++)
    {
        check_tight("root", &out[g]);
        for (int lane = 0; lane < LANES; lane++)
        {
            big x = lane_of(&in[g], lane), got = lane_of(&out[g], lane);
            x = mod_mul(&x, &back);
            got = mod_mul(&got, &back);
            const big want = mod_power(&x, &exponent);
            expect("root", lane, &want, &got);
        }
    }
}

int main(int argc, char** argv)
{
    const int rounds = argc > 1 ? atoi(argv[1]) : 100;
    if (!(aether_cpu_features() & AETHER_CPU_IFMA))
    {
        puts("bls_lanes_test: this processor has no AVX-512 IFMA");
        return 77;
    }

    check_constants();
    check_roots();
    for (int i = 0; i < rounds; i++)
    {
        fp2 a, b, below;
        for (int part = 0; part < 2; part++)
        {
            any_element(&a.c[part]);
            any_element(&b.c[part]);
            fp_mul(&below.c[part], &a.c[part], &b.c[part]);
        }
        check_field(&a.c[0], &b.c[0]);
        check_extension(&a, &b, &below);
    }

    printf("bls_lanes_test: %d rounds of %d lanes agree\n", rounds, LANES);
    return 0;
}
