/*
 * Individual verdicts, one signature in each lane: q = [s]B - [k]A by one chain of doublings with signed digits of 5
 * bits for A and 10 bits for B. A signature whose R bytes are the encoding of q holds; the others are decided by the
 * cofactored equation [8](q - R) = 0 on the decoded R, which is the rule (ZIP-215) and implies the first test.
 */

enum
{
    KEY_DIGIT_BITS = 5,
    KEY_DIGITS = 51,
    KEY_MULTIPLES = (1 << (KEY_DIGIT_BITS - 1)) + 1,

    /* Groups that share one inversion. */
    CHUNK_GROUPS = 8,
    CHUNK = CHUNK_GROUPS * LANES,
};

typedef struct
{
    int8_t key[KEY_DIGITS][LANES];
    int16_t base[BASE_DIGITS][LANES];
} group_digits;

/* What is known of a group of LANES signatures. */
typedef struct
{
    fe key_x, key_y;
    ge q;
    uint8_t key_bytes[LANES][32];
    uint8_t r_bytes[LANES][32];
    lane_mask candidates;
} group_state;

static void load_digits(group_digits* digits, int lane, const uint64_t k[4], const uint64_t s[4])
{
    uint64_t offset[5];
    scalar_offset_digits(offset, k, KEY_DIGIT_BITS, KEY_DIGITS);
    for (int i = 0; i < KEY_DIGITS - 1; i++)
        digits->key[i][lane] =
            (int8_t)((int)scalar_bits(offset, KEY_DIGIT_BITS * i, KEY_DIGIT_BITS) - (1 << (KEY_DIGIT_BITS - 1)));
    digits->key[KEY_DIGITS - 1][lane] =
        (int8_t)scalar_bits(offset, KEY_DIGIT_BITS * (KEY_DIGITS - 1), KEY_DIGIT_BITS);
    scalar_offset_digits(offset, s, BASE_DIGIT_BITS, BASE_DIGITS);
    for (int i = 0; i < BASE_DIGITS - 1; i++)
        digits->base[i][lane] =
            (int16_t)((int)scalar_bits(offset, BASE_DIGIT_BITS * i, BASE_DIGIT_BITS) - BASE_MULTIPLES);
    digits->base[BASE_DIGITS - 1][lane] =
        (int16_t)scalar_bits(offset, BASE_DIGIT_BITS * (BASE_DIGITS - 1), BASE_DIGIT_BITS);
}

/* The records of 0 to 16 times -A for every lane; multiple i of lane l is record i LANES + l. */
static void key_table(uint8_t* records, const fe* x, const fe* y)
{
    ge multiples[KEY_MULTIPLES];
    fe niels[NIELS_COUNT], cached[CACHED_COUNT];
    ge* first = &multiples[1];
    ge_identity(&multiples[0]);
    fe_neg(&first->x, x);
    first->y = *y;
    fe_one(&first->z);
    fe_mul(&first->t, &first->x, &first->y);
    niels_from_affine(niels, &first->x, &first->y);
    for (int i = 2; i < KEY_MULTIPLES; i++)
    {
        if (i % 2 == 0)
            ge_double(&multiples[i], &multiples[i / 2], 1);
        else
            ge_add_niels(&multiples[i], &multiples[i - 1], niels, 1);
    }
    for (int i = 0; i < KEY_MULTIPLES; i++)
    {
        ge_to_cached(cached, &multiples[i]);
        wide_record_store(records + i * LANES * WIDE_RECORD_BYTES, cached);
    }
}

LANE_INLINE void add_key_digit(ge* q, const uint8_t* records, const int8_t digits[LANES])
{
    uint32_t index[LANES];
    lane_mask negative = 0;
    for (int lane = 0; lane < LANES; lane++)
    {
        int digit = digits[lane];
        negative |= (lane_mask)((digit < 0) << lane);
        index[lane] = (uint32_t)((digit < 0 ? -digit : digit) * LANES + lane);
    }
    fe cached[CACHED_COUNT];
    wide_record_load(cached, records, index);
    prepared_cneg(cached, negative);
    ge_add_cached(q, q, cached, 1);
}

LANE_INLINE void add_base_digit(ge* q, const int16_t digits[LANES])
{
    uint32_t index[LANES];
    lane_mask negative = 0;
    for (int lane = 0; lane < LANES; lane++)
    {
        int digit = digits[lane];
        negative |= (lane_mask)((digit < 0) << lane);
        index[lane] = (uint32_t)(digit < 0 ? -digit : digit);
    }
    fe niels[NIELS_COUNT];
    record_load(niels, base_records, index);
    prepared_cneg(niels, negative);
    ge_add_niels(q, q, niels, 1);
}

/* q = [s]B - [k]A in every lane. */
static void combine(group_state* group, const group_digits* digits)
{
    _Alignas(64) uint8_t records[KEY_MULTIPLES * LANES * WIDE_RECORD_BYTES];
    key_table(records, &group->key_x, &group->key_y);
    ge q;
    ge_identity(&q);
    add_key_digit(&q, records, digits->key[KEY_DIGITS - 1]);
    add_base_digit(&q, digits->base[BASE_DIGITS - 1]);
    for (int i = KEY_DIGITS - 2; i >= 0; i--)
    {
        for (int j = 1; j < KEY_DIGIT_BITS; j++)
            ge_double(&q, &q, 0);
        ge_double(&q, &q, 1);
        add_key_digit(&q, records, digits->key[i]);
        if (i % 2 == 0)
            add_base_digit(&q, digits->base[i / 2]);
    }
    group->q = q;
}

/* Lanes whose [8](q - R) is the neutral element, for the decoded R of ok. */
static lane_mask cofactored_equation(const group_state* group)
{
    fe x[2], y[2], niels[NIELS_COUNT];
    lane_mask ok[2];
    uint8_t encodings[2][LANES][32];
    memcpy(encodings[0], group->r_bytes, sizeof encodings[0]);
    memcpy(encodings[1], group->r_bytes, sizeof encodings[1]);
    decode_two_groups(x, y, ok, (const uint8_t(*)[LANES][32])encodings);
    fe_neg(&x[0], &x[0]);
    niels_from_affine(niels, &x[0], &y[0]);
    ge difference;
    ge_add_niels(&difference, &group->q, niels, 1);
    ge_double_times(&difference, 3);
    return ok[0] & ge_is_identity(&difference);
}

/* Replaces the Z of every group by its inverse, with one inversion for all. */
static void invert_together(group_state* groups, int count, fe inverses[CHUNK_GROUPS])
{
    fe prefix[CHUNK_GROUPS], inverse;
    prefix[0] = groups[0].q.z;
    for (int g = 1; g < count; g++)
        fe_mul(&prefix[g], &prefix[g - 1], &groups[g].q.z);
    fe_invert(&inverse, &prefix[count - 1]);
    for (int g = count - 1; g > 0; g--)
    {
        fe_mul(&inverses[g], &inverse, &prefix[g - 1]);
        fe_mul(&inverse, &inverse, &groups[g].q.z);
    }
    inverses[0] = inverse;
}

static lane_mask matching_encodings(const group_state* group, const fe* inverse)
{
    fe x, y;
    uint8_t bytes[LANES][32];
    lane_mask equal = 0;
    fe_mul(&x, &group->q.x, inverse);
    fe_mul(&y, &group->q.y, inverse);
    fe_store(bytes, &y);
    lane_mask signs = fe_is_odd(&x);
    for (int lane = 0; lane < LANES; lane++)
    {
        bytes[lane][31] |= (uint8_t)((signs >> lane & 1) << 7);
        equal |= (lane_mask)((memcmp(bytes[lane], group->r_bytes[lane], 32) == 0) << lane);
    }
    return equal;
}

/* Fills the groups from signatures start to end; a lane without one repeats the first and is no candidate. */
static int load_groups(
    group_state* groups, group_digits* digits, const uint8_t* keys, const uint8_t* signatures, const uint8_t* digests,
    size_t count)
{
    int group_count = (int)((count + LANES - 1) / LANES);
    for (int g = 0; g < group_count; g++)
    {
        groups[g].candidates = 0;
        for (int lane = 0; lane < LANES; lane++)
        {
            size_t index = (size_t)(g * LANES + lane);
            int present = index < count;
            if (!present)
                index = 0;
            const uint8_t* signature = signatures + 64 * index;
            uint64_t k[4], s[4] = {0};
            int canonical = scalar_is_canonical(signature + 32);
            memcpy(groups[g].key_bytes[lane], keys + 32 * index, 32);
            memcpy(groups[g].r_bytes[lane], signature, 32);
            scalar_from_digest(k, digests + 64 * index);
            if (canonical)
                scalar_load(s, signature + 32);
            load_digits(&digits[g], lane, k, s);
            groups[g].candidates |= (lane_mask)((present & canonical) << lane);
        }
    }
    return group_count;
}

static void decode_keys(group_state* groups, int group_count)
{
    for (int g = 0; g < group_count; g += 2)
    {
        int second = g + 1 < group_count ? g + 1 : g;
        fe x[2], y[2];
        lane_mask ok[2];
        uint8_t encodings[2][LANES][32];
        memcpy(encodings[0], groups[g].key_bytes, sizeof encodings[0]);
        memcpy(encodings[1], groups[second].key_bytes, sizeof encodings[1]);
        decode_two_groups(x, y, ok, (const uint8_t(*)[LANES][32])encodings);
        for (int i = 0; i < 2 && g + i < group_count; i++)
        {
            groups[g + i].key_x = x[i];
            groups[g + i].key_y = y[i];
            groups[g + i].candidates &= ok[i];
        }
    }
}

/* Up to CHUNK signatures; bit i of the result is the verdict of signature i. */
static uint64_t verify_chunk(const uint8_t* keys, const uint8_t* signatures, const uint8_t* digests, size_t count)
{
    group_state groups[CHUNK_GROUPS];
    group_digits digits[CHUNK_GROUPS];
    fe inverses[CHUNK_GROUPS];
    uint64_t verdicts = 0;
    int group_count = load_groups(groups, digits, keys, signatures, digests, count);
    decode_keys(groups, group_count);
    for (int g = 0; g < group_count; g++)
        combine(&groups[g], &digits[g]);
    invert_together(groups, group_count, inverses);
    for (int g = 0; g < group_count; g++)
    {
        lane_mask valid = groups[g].candidates & matching_encodings(&groups[g], &inverses[g]);
        if (valid != groups[g].candidates)
            valid |= groups[g].candidates & cofactored_equation(&groups[g]);
        verdicts |= (uint64_t)valid << (g * LANES);
    }
    return verdicts;
}

/* Writes bit i % 64 of verdicts[i / 64] for every signature; unused bits of the last word are clear. */
static void verify_individually(
    const uint8_t* keys, const uint8_t* signatures, const uint8_t* digests, size_t count, uint64_t* verdicts)
{
    memset(verdicts, 0, (count + 63) / 64 * sizeof *verdicts);
    for (size_t start = 0; start < count; start += CHUNK)
    {
        size_t length = count - start < CHUNK ? count - start : CHUNK;
        uint64_t chunk = verify_chunk(keys + 32 * start, signatures + 64 * start, digests + 64 * start, length);
        verdicts[start / 64] |= chunk << (start % 64);
    }
}
