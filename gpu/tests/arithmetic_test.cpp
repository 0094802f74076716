/*
 * The parts under the kernels, each against a slow reference that shares no code with it: both field
 * arithmetics, canonical form, the reduction modulo L and the signed windows.
 */
#include <cstring>

#include "../src/batch.cuh"
#include "test_support.h"

thread_local aether_gpu_index t_aether_gpu_index;

/* Little-endian numbers of up to 20 limbs, bit by bit. */
struct number
{
    uint32_t limb[20];

    number() { std::memset(limb, 0, sizeof limb); }

    number(const uint32_t *source, int count) : number()
    {
        std::memcpy(limb, source, 4 * (size_t)count);
    }

    bool is_below(const number &other) const
    {
        for (int i = 19; i >= 0; i--)
        {
            if (limb[i] != other.limb[i])
            {
                return limb[i] < other.limb[i];
            }
        }

        return false;
    }

    void add(const number &other)
    {
        uint64_t carry = 0;
        for (int i = 0; i < 20; i++)
        {
            carry += (uint64_t)limb[i] + other.limb[i];
            limb[i] = (uint32_t)carry;
            carry >>= 32;
        }
    }

    void subtract(const number &other)
    {
        uint64_t borrow = 0;
        for (int i = 0; i < 20; i++)
        {
            uint64_t difference = (uint64_t)limb[i] - other.limb[i] - borrow;
            limb[i] = (uint32_t)difference;
            borrow = difference >> 63;
        }
    }

    void shift_left(uint32_t bit)
    {
        for (int i = 0; i < 20; i++)
        {
            uint32_t next = limb[i] >> 31;
            limb[i] = (limb[i] << 1) | bit;
            bit = next;
        }
    }

    bool bit(int index) const { return ((limb[index / 32] >> (index % 32)) & 1) != 0; }
};

static number modulo(const number &a, const number &modulus)
{
    number remainder;
    for (int i = 639; i >= 0; i--)
    {
        remainder.shift_left(a.bit(i) ? 1 : 0);
        if (!remainder.is_below(modulus))
        {
            remainder.subtract(modulus);
        }
    }

    return remainder;
}

static number product(const number &a, const number &b, int bits)
{
    number sum;
    for (int i = bits - 1; i >= 0; i--)
    {
        sum.shift_left(0);
        if (b.bit(i))
        {
            sum.add(a);
        }
    }

    return sum;
}

static bool equal(const number &a, const number &b)
{
    return std::memcmp(a.limb, b.limb, sizeof a.limb) == 0;
}

static number prime()
{
    number p;
    for (int i = 0; i < 8; i++)
    {
        p.limb[i] = 0xffffffff;
    }

    p.limb[0] -= 18;
    p.limb[7] = 0x7fffffff;
    return p;
}

/* Values around every bound of the arithmetic, then random ones. */
static std::vector<field_element> field_samples()
{
    std::vector<field_element> samples;
    const uint32_t lows[] = {0, 1, 2, 18, 19, 20, 37, 38, 39, 75, 76, 77, 0x7fffffff, 0x80000000};
    const uint32_t fills[] = {0, 0xffffffff, 0x80000000, 0x7fffffff, 1};
    for (uint32_t fill : fills)
    {
        for (uint32_t low : lows)
        {
            for (uint32_t top : {0u, 0x7fffffffu, 0x80000000u, 0xffffffffu})
            {
                field_element a;
                for (uint32_t &limb : a.limb)
                {
                    limb = fill;
                }

                a.limb[0] = (next_random() & 1) != 0 ? low : 0u - low;
                a.limb[7] = top;
                samples.push_back(a);
            }
        }
    }

    for (int i = 0; i < 60; i++)
    {
        field_element a;
        fill_random((uint8_t *)a.limb, sizeof a.limb);
        samples.push_back(a);
    }

    return samples;
}

static void expect_field(const field_element &r, const number &expected, const char *what)
{
    number p = prime();
    CHECK(equal(modulo(number(r.limb, 8), p), modulo(expected, p)), what);
}

template <class F>
static void test_pair(const field_element &a, const field_element &b, const char *name)
{
    number x(a.limb, 8);
    number y(b.limb, 8);
    number sum = x;
    sum.add(y);
    number difference = x;
    for (int i = 0; i < 3; i++)
    {
        difference.add(prime());
    }

    difference.subtract(y);
    field_element r;
    F::multiply(r, a, b);
    expect_field(r, product(x, y, 256), name);
    F::add(r, a, b);
    expect_field(r, sum, name);
    F::subtract(r, a, b);
    expect_field(r, difference, name);

    // In place, as the formulas use them.
    field_element in_place = a;
    F::multiply(in_place, in_place, b);
    F::multiply(r, a, b);
    CHECK(std::memcmp(&in_place, &r, sizeof r) == 0, name);
    in_place = a;
    F::subtract(in_place, b, in_place);
    F::subtract(r, b, a);
    CHECK(std::memcmp(&in_place, &r, sizeof r) == 0, name);
}

template <class F>
static void test_single(const field_element &a, const char *name)
{
    number x(a.limb, 8);
    field_element r;
    F::square(r, a);
    expect_field(r, product(x, x, 256), name);
    canonicalise(r, a);
    CHECK(equal(number(r.limb, 8), modulo(x, prime())), "canonical form");
    CHECK(is_zero(a) == equal(modulo(x, prime()), number()), "zero test");

    field_element inverse;
    field_element one;
    set_small(one, is_zero(a) ? 0 : 1);
    invert<F>(inverse, a);
    F::multiply(r, inverse, a);
    F::subtract(r, r, one);
    CHECK(is_zero(r), std::string(name) + " inversion");
}

template <class F>
static void test_square_root(const field_element &a, const char *name)
{
    field_element u;
    field_element root;
    field_element check;
    F::square(u, a);
    F::multiply(u, u, curve_d);
    bool is_square = square_root_of_ratio<F>(root, u, curve_d);
    F::square(check, root);
    F::square(u, a);
    F::subtract(check, check, u);
    CHECK(is_square && is_zero(check) && !is_negative(root), std::string(name) + " square root");

    // 2 is not a square modulo p.
    field_element two;
    field_element one;
    set_small(two, 2);
    set_small(one, 1);
    F::multiply(u, u, two);
    CHECK(square_root_of_ratio<F>(root, u, one) == is_zero(a), std::string(name) + " non-square");
}

static void test_field()
{
    std::vector<field_element> samples = field_samples();
    for (size_t i = 0; i < samples.size(); i++)
    {
        test_single<portable_arithmetic>(samples[i], "portable");
        test_single<carry_arithmetic>(samples[i], "carry");
        test_square_root<portable_arithmetic>(samples[i], "portable");
        test_square_root<carry_arithmetic>(samples[i], "carry");
        for (size_t j = i % 7; j < samples.size(); j += 7)
        {
            test_pair<portable_arithmetic>(samples[i], samples[j], "portable");
            test_pair<carry_arithmetic>(samples[i], samples[j], "carry");
        }
    }
}

/* The two arithmetics give the same limbs, not only the same residues, for a long chained run. */
static void test_arithmetics_agree()
{
    field_element a;
    field_element b;
    fill_random((uint8_t *)a.limb, sizeof a.limb);
    b = a;
    for (int i = 0; i < 20000; i++)
    {
        field_element c;
        fill_random((uint8_t *)c.limb, sizeof c.limb);
        portable_arithmetic::multiply(a, a, c);
        carry_arithmetic::multiply(b, b, c);
        portable_arithmetic::square(a, a);
        carry_arithmetic::square(b, b);
        portable_arithmetic::subtract(a, c, a);
        carry_arithmetic::subtract(b, c, b);
        portable_arithmetic::add(a, a, c);
        carry_arithmetic::add(b, b, c);
    }

    CHECK(std::memcmp(&a, &b, sizeof a) == 0, "both arithmetics give the same limbs");
}

static std::vector<number> wide_samples()
{
    std::vector<number> samples;
    number order(order_limbs, 8);
    for (int shift = 0; shift < 260; shift += 13)
    {
        // Around multiples of L, where the quotient estimate is tested.
        number multiple = order;
        for (int i = 0; i < shift; i++)
        {
            multiple.shift_left(0);
        }

        number one;
        one.limb[0] = 1;
        samples.push_back(multiple);
        multiple.subtract(one);
        samples.push_back(multiple);
        multiple.add(one);
        multiple.add(one);
        samples.push_back(multiple);
    }

    number ones;
    for (int i = 0; i < 16; i++)
    {
        ones.limb[i] = 0xffffffff;
        samples.push_back(ones);
    }

    samples.push_back(number());
    for (int i = 0; i < 200; i++)
    {
        number random;
        fill_random((uint8_t *)random.limb, 64);
        samples.push_back(random);
    }

    return samples;
}

static void test_scalars()
{
    number order(order_limbs, 8);
    for (const number &sample : wide_samples())
    {
        uint32_t r[8];
        reduce_wide_scalar(r, sample.limb);
        CHECK(equal(number(r, 8), modulo(sample, order)), "reduction modulo L");
        uint32_t low[8];
        std::memcpy(low, sample.limb, sizeof low);
        CHECK(is_below_order(low) == number(low, 8).is_below(order), "comparison with L");

        uint32_t z[4];
        fill_random((uint8_t *)z, sizeof z);
        uint32_t zk[8];
        multiply_by_coefficient(zk, r, z);
        number expected = modulo(product(number(r, 8), number(z, 4), 128), order);
        CHECK(equal(number(zk, 8), expected), "product modulo L");
    }
}

/* v k = u or -u modulo L, within the bounds that the digits rely on. */
static void test_halves_of(const number &k)
{
    number order(order_limbs, 8);
    number bound;
    bound.limb[3] = 0x40000000;
    uint32_t u[4];
    uint32_t v[4];
    bool negative = halve_scalar(u, v, k.limb);
    CHECK(number(u, 4).is_below(bound), "u below 2^126");
    CHECK(!bound.is_below(number(v, 4)) && !equal(number(v, 4), number()), "v within 2^126");
    number left = modulo(product(k, number(v, 4), 128), order);
    number right(u, 4);
    if (negative && !equal(right, number()))
    {
        right = order;
        right.subtract(number(u, 4));
    }

    CHECK(equal(left, right), "v k = u modulo L");
}

static void test_halves()
{
    number order(order_limbs, 8);
    number one;
    one.limb[0] = 1;
    for (int shift = 0; shift < 253; shift++)
    {
        // Near powers of 2 and near L / 2^shift: one long quotient, or a long run of them.
        number power = one;
        number part = order;
        for (int i = 0; i < shift; i++)
        {
            power.shift_left(0);
            for (int j = 0; j < 20; j++)
            {
                part.limb[j] = (part.limb[j] >> 1) | (j < 19 ? part.limb[j + 1] << 31 : 0);
            }
        }

        for (number k : {power, part})
        {
            k.subtract(one);
            test_halves_of(modulo(k, order));
            k.add(one);
            test_halves_of(modulo(k, order));
            k.add(one);
            test_halves_of(modulo(k, order));
        }
    }

    // Near the golden section of L: a run of small quotients.
    const uint32_t golden[8] = {0, 0, 0, 0, 0, 0x7f4a7c15, 0x7f4a7c15, 0x09e3779b};
    test_halves_of(number(golden, 8));
    for (int i = 0; i < 500; i++)
    {
        number random;
        fill_random((uint8_t *)random.limb, 32);
        test_halves_of(modulo(random, order));
    }
}

/* The digits of a scalar, weighted by their windows, give it back, and fit the buckets. */
static void test_windows_of(const number &scalar, uint32_t windows)
{
    uint32_t biased[8];
    std::memcpy(biased, scalar.limb, sizeof biased);
    bias_windows(biased, windows);
    number positive;
    number negative;
    for (uint32_t window = 0; window < windows; window++)
    {
        int digit = window_digit(biased, window, windows);
        number term;
        term.limb[0] = (uint32_t)(digit < 0 ? -digit : digit);
        CHECK(term.limb[0] <= AETHER_GPU_BATCH_WINDOW_BUCKETS, "digit within the buckets");
        for (uint32_t i = 0; i < window_start(window); i++)
        {
            term.shift_left(0);
        }

        (digit < 0 ? negative : positive).add(term);
    }

    positive.subtract(negative);
    CHECK(equal(positive, scalar), "signed windows give the scalar back");
}

static void test_windows()
{
    CHECK(window_start(AETHER_GPU_BATCH_WINDOWS) == 253, "windows cover a scalar");
    CHECK(window_start(AETHER_GPU_BATCH_SHORT_WINDOWS) == 129, "windows cover a coefficient");
    number order(order_limbs, 8);
    number one;
    one.limb[0] = 1;
    number largest = order;
    largest.subtract(one);
    test_windows_of(largest, AETHER_GPU_BATCH_WINDOWS);
    test_windows_of(number(), AETHER_GPU_BATCH_WINDOWS);
    for (int bit = 0; bit < 252; bit++)
    {
        number power = one;
        for (int i = 0; i < bit; i++)
        {
            power.shift_left(0);
        }

        test_windows_of(power, AETHER_GPU_BATCH_WINDOWS);
        power.subtract(one);
        test_windows_of(power, AETHER_GPU_BATCH_WINDOWS);
        if (bit <= 128)
        {
            test_windows_of(power, AETHER_GPU_BATCH_SHORT_WINDOWS);
        }
    }

    for (int i = 0; i < 300; i++)
    {
        number random;
        fill_random((uint8_t *)random.limb, 32);
        test_windows_of(modulo(random, order), AETHER_GPU_BATCH_WINDOWS);
        test_windows_of(number(random.limb, 4), AETHER_GPU_BATCH_SHORT_WINDOWS);
    }
}

int main()
{
    test_field();
    test_arithmetics_agree();
    test_scalars();
    test_halves();
    test_windows();
    return finish_tests();
}
