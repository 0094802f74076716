#include "aether_bls_lanes.h"

#include <string.h>

#include "g2_ifma.h"

enum
{
    LANES = 8,
    GROUPS = ROOT_GROUPS,
    BLOCK = LANES * GROUPS,
    FP_BYTES = 48,
    FP_WORDS = 6,
    POINT_BYTES = 2 * FP_BYTES,
    POINT_WORDS = 4 * FP_WORDS,
    FLAG_COMPRESSED = 0x80,
    FLAG_INFINITY = 0x40,
    FLAG_LARGER = 0x20,
    FLAGS = 0xe0,
};

/* Elements as words: one row a limb, one column a lane. */
typedef struct
{
    _Alignas(64) uint64_t limb[FP_LIMBS][LANES];
} lane_words;

/* What is known of one group of eight. */
typedef struct
{
    g2_affine point;
    fp2 square;    /* y^2 as the curve wants it */
    fp norm, root; /* of `square`, and the root of it */
    __mmask8 larger;
} g2_group;

static void split_limbs(lane_words *to, int lane, const uint64_t w[FP_WORDS])
{
    const uint64_t mask = (1ull << FP_BITS) - 1;
    for (int i = 0; i < FP_LIMBS; i++)
    {
        int bit = FP_BITS * i, word = bit / 64, shift = bit % 64;
        uint64_t value = w[word] >> shift;
        if (shift > 64 - FP_BITS && word + 1 < FP_WORDS)
            value |= w[word + 1] << (64 - shift);
        to->limb[i][lane] = value & mask;
    }
}

/* Reads 48 big-endian bytes without their top bits. Returns 0 when they are not below p. */
static int read_element(lane_words *to, int lane, const uint8_t *bytes, uint8_t flags)
{
    static const uint64_t p[FP_WORDS] = {
        0xb9feffffffffaaabull, 0x1eabfffeb153ffffull, 0x6730d2a0f6b0f624ull,
        0x64774b84f38512bfull, 0x4b1ba7b6434bacd7ull, 0x1a0111ea397fe69aull,
    };
    uint64_t w[FP_WORDS];
    uint8_t borrow = 0;
    for (int i = 0; i < FP_WORDS; i++)
    {
        memcpy(&w[i], bytes + FP_BYTES - 8 * (i + 1), sizeof(w[i]));
        w[i] = __builtin_bswap64(w[i]);
        if (i == FP_WORDS - 1)
            w[i] &= ~((uint64_t)flags << 56);
        unsigned long long rest;
        borrow = _subborrow_u64(borrow, w[i], p[i], &rest);
    }

    split_limbs(to, lane, w);
    return borrow;
}

static uint8_t read_point(lane_words x[2], int lane, const uint8_t *bytes)
{
    static const uint8_t zero[POINT_BYTES - 1];
    int in_range =
        read_element(&x[1], lane, bytes, FLAGS) & read_element(&x[0], lane, bytes + FP_BYTES, 0);
    uint8_t flags = bytes[0] & FLAGS;
    if (!(flags & FLAG_COMPRESSED))
        return AETHER_BLS_BAD_ENCODING;
    if (flags & FLAG_INFINITY)
    {
        int is_zero = bytes[0] == (FLAG_COMPRESSED | FLAG_INFINITY)
                      && memcmp(bytes + 1, zero, sizeof(zero)) == 0;
        return is_zero ? AETHER_BLS_INFINITY : AETHER_BLS_BAD_ENCODING;
    }

    return in_range ? AETHER_BLS_OK : AETHER_BLS_BAD_ENCODING;
}

static void load_element(fp *r, const lane_words *words)
{
    for (int i = 0; i < FP_LIMBS; i++)
        r->l[i] = _mm512_load_si512(words->limb[i]);
}

/* Reads the x of a group; computes x^3 + 4 (1 + u) and its norm. Bad encodings give any values. */
static void start_group(g2_group *group, const uint8_t *bytes, uint8_t *status)
{
    lane_words words[2];
    fp rr, four, t;
    group->larger = 0;
    for (int lane = 0; lane < LANES; lane++)
    {
        const uint8_t *from = bytes + lane * POINT_BYTES;
        status[lane] = read_point(words, lane, from);
        if (from[0] & FLAG_LARGER)
            group->larger |= (__mmask8)(1 << lane);
    }

    fp_set(&rr, FP_RR);
    fp_set(&four, FP_FOUR);
    fp2 *x = &group->point.x, *square = &group->square;
    for (int i = 0; i < 2; i++)
    {
        load_element(&t, &words[i]);
        fp_mul(&x->c[i], &t, &rr);
    }

    fp2_sqr(square, x);
    fp2_mul(square, square, x);
    for (int i = 0; i < 2; i++)
    {
        fp_add(&t, &square->c[i], &four);
        fp_carry(&square->c[i], &t);
    }

    fp_sqr(&group->norm, &square->c[0]);
    fp_sqr(&t, &square->c[1]);
    fp_add(&t, &group->norm, &t);
    fp_carry(&group->norm, &t);
}

/*
 * Square roots in Fp2 for p = 3 mod 4, by two roots in Fp that every lane computes alike. With n
 * the norm and t = (c0 + sqrt n) / 2, w = t^((p - 3) / 4) and v = t w: if t is a square then
 * y = v + u c1 w / 2; otherwise (c0 - sqrt n) / 2 is one and y = c1 w / 2 - u v.
 */
static void find_roots(g2_group groups[GROUPS])
{
    fp base[GROUPS], power[GROUPS], half;
    fp_set(&half, FP_HALF);
    for (int g = 0; g < GROUPS; g++)
        base[g] = groups[g].norm;
    fp_root_powers(power, base);
    for (int g = 0; g < GROUPS; g++)
    {
        fp t;
        fp_mul(&groups[g].root, &power[g], &base[g]);
        fp_add(&t, &groups[g].square.c[0], &groups[g].root);
        fp_mul(&base[g], &t, &half);
    }

    fp_root_powers(power, base);
    for (int g = 0; g < GROUPS; g++)
    {
        fp v, v2, w, minus, zero;
        fp2 *y = &groups[g].point.y;
        fp_set(&zero, FP_PLAIN_ONE);
        zero.l[0] = _mm512_setzero_si512();
        fp_mul(&v, &base[g], &power[g]);
        fp_mul(&w, &power[g], &half);
        fp_mul(&w, &w, &groups[g].square.c[1]);
        fp_sqr(&v2, &v);
        fp_sub(&minus, &zero, &v);
        fp_carry(&minus, &minus);
        __mmask8 is_square = fp_equal(&base[g], &v2);
        for (int k = 0; k < FP_LIMBS; k++)
        {
            y->c[0].l[k] = _mm512_mask_blend_epi64(is_square, w.l[k], v.l[k]);
            y->c[1].l[k] = _mm512_mask_blend_epi64(is_square, minus.l[k], w.l[k]);
        }
    }
}

/* Finds lanes without a point on the curve. The result is what proves itself, not the way to it. */
static void check_roots(g2_group *group, uint8_t *status)
{
    fp2 square;
    fp root_squared;
    fp2_sqr(&square, &group->point.y);
    __mmask8 good = fp2_equal(&square, &group->square);
    fp_sqr(&root_squared, &group->root);
    __mmask8 has_norm = fp_equal(&root_squared, &group->norm);
    for (int lane = 0; lane < LANES; lane++)
    {
        if (status[lane] == AETHER_BLS_OK && !((good >> lane) & 1))
            status[lane] = (has_norm >> lane) & 1 ? AETHER_BLS_UNDECIDED : AETHER_BLS_NOT_ON_CURVE;
    }
}

/* Negates y where the flag says otherwise: larger than -y, by the imaginary part unless it is 0. */
static void choose_sign(g2_group *group)
{
    fp plain, zero, t;
    __mmask8 larger[2], is_zero = 0;
    for (int k = 0; k < FP_LIMBS; k++)
        zero.l[k] = _mm512_setzero_si512();
    for (int i = 0; i < 2; i++)
    {
        fp_mul_canonical(&plain, &group->point.y.c[i], FP_PLAIN_ONE);
        __m512i any = zero.l[0];
        for (int k = 0; k < FP_LIMBS; k++)
            any = _mm512_or_si512(any, plain.l[k]);
        is_zero = _mm512_testn_epi64_mask(any, any);
        /* Not less than (p - 1) / 2 + 1. */
        larger[i] = fp_sub_if_not_less(&plain, FP_HALF_P_UP);
    }

    __mmask8 negate = (__mmask8)(((larger[1] & ~is_zero) | (larger[0] & is_zero)) ^ group->larger);
    for (int i = 0; i < 2; i++)
    {
        fp *y = &group->point.y.c[i];
        fp_sub(&t, &zero, y);
        fp_carry(&t, &t);
        for (int k = 0; k < FP_LIMBS; k++)
            y->l[k] = _mm512_mask_mov_epi64(y->l[k], negate, t.l[k]);
    }
}

static void write_group(const g2_group *group, uint64_t *affine, const uint8_t *status, int count)
{
    const fp *elements[4] = {
        &group->point.x.c[0],
        &group->point.x.c[1],
        &group->point.y.c[0],
        &group->point.y.c[1],
    };
    memset(affine, 0, sizeof(*affine) * POINT_WORDS * (size_t)count);
    for (int element = 0; element < 4; element++)
    {
        lane_words words;
        fp canonical;
        fp_mul_canonical(&canonical, elements[element], FP_R384);
        for (int i = 0; i < FP_LIMBS; i++)
            _mm512_store_si512(words.limb[i], canonical.l[i]);
        for (int lane = 0; lane < count; lane++)
        {
            uint64_t *to = affine + lane * POINT_WORDS + element * FP_WORDS;
            for (int i = 0; i < FP_LIMBS && status[lane] == AETHER_BLS_OK; i++)
            {
                int bit = FP_BITS * i, word = bit / 64, shift = bit % 64;
                to[word] |= words.limb[i][lane] << shift;
                if (shift > 64 - FP_BITS && word + 1 < FP_WORDS)
                    to[word + 1] |= words.limb[i][lane] >> (64 - shift);
            }
        }
    }
}

static void decode_block(const uint8_t *bytes, int count, uint64_t *affine, uint8_t *status_out)
{
    g2_group groups[GROUPS];
    uint8_t status[BLOCK];
    for (int g = 0; g < GROUPS; g++)
        start_group(&groups[g], bytes + g * LANES * POINT_BYTES, status + g * LANES);
    find_roots(groups);
    for (int g = 0; g < GROUPS && g * LANES < count; g++)
    {
        uint8_t *codes = status + g * LANES;
        int lanes = count - g * LANES < LANES ? count - g * LANES : LANES;
        __mmask8 undecided;
        check_roots(&groups[g], codes);
        choose_sign(&groups[g]);
        __mmask8 outside = g2_outside(&groups[g].point, &undecided);
        for (int lane = 0; lane < LANES; lane++)
        {
            /* A lost sum compares equal to anything, so this comes first. */
            if (codes[lane] == AETHER_BLS_OK && ((undecided >> lane) & 1))
                codes[lane] = AETHER_BLS_UNDECIDED;
            else if (codes[lane] == AETHER_BLS_OK && ((outside >> lane) & 1))
                codes[lane] = AETHER_BLS_NOT_IN_GROUP;
        }

        write_group(&groups[g], affine + g * LANES * POINT_WORDS, codes, lanes);
    }

    memcpy(status_out, status, (size_t)count);
}

void aether_bls_g2_decode_ifma(
    const uint8_t *compressed, size_t n, uint64_t *affine, uint8_t *status)
{
    size_t done = 0;
    for (; n - done >= BLOCK; done += BLOCK)
        decode_block(
            compressed + done * POINT_BYTES, BLOCK, affine + done * POINT_WORDS, status + done);
    if (done < n)
    {
        uint8_t rest[BLOCK * POINT_BYTES] = {0};
        memcpy(rest, compressed + done * POINT_BYTES, (n - done) * POINT_BYTES);
        decode_block(rest, (int)(n - done), affine + done * POINT_WORDS, status + done);
    }
}
