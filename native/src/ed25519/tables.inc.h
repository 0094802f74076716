/*
 * Multiples of the base point, computed once from its coordinates. The caller runs the initialisation before anything
 * else and from one thread; afterwards the tables are only read.
 */

enum
{
    /* Verification: signed digits of 10 bits, so 512 multiples (64 KiB of records) and 26 additions. */
    BASE_DIGIT_BITS = 10,
    BASE_DIGITS = 26,
    BASE_MULTIPLES = 1 << (BASE_DIGIT_BITS - 1),

    /* Signing: signed digits of 4 bits in pairs, 8 multiples of 256^i B for each of 32 pairs. */
    COMB_ROWS = 32,
    COMB_MULTIPLES = 8,
};

/* Record i is i B; record 0 is the neutral element. */
static _Alignas(64) uint8_t base_records[(BASE_MULTIPLES + LANES) * RECORD_BYTES];

/* Records of 1 to 8 times 256^row B. */
static _Alignas(64) uint8_t comb_records[COMB_ROWS * COMB_MULTIPLES * RECORD_BYTES];

static void ge_to_niels(fe r[NIELS_COUNT], const ge* p)
{
    fe inverse, x, y;
    fe_invert(&inverse, &p->z);
    fe_mul(&x, &p->x, &inverse);
    fe_mul(&y, &p->y, &inverse);
    niels_from_affine(r, &x, &y);
}

static void ge_select(ge* r, lane_mask m, const ge* a, const ge* b)
{
    fe_select(&r->x, m, &a->x, &b->x);
    fe_select(&r->y, m, &a->y, &b->y);
    fe_select(&r->z, m, &a->z, &b->z);
    fe_select(&r->t, m, &a->t, &b->t);
}

/* Lane i of r becomes (i + 1) p, where all lanes of p are equal; sum becomes LANES p. */
static void lane_multiples(ge* r, ge* sum, const ge* p)
{
    *sum = *p;
    *r = *p;
    for (int lane = 1; lane < LANES; lane++)
    {
        ge_add(sum, sum, p);
        ge_select(r, (lane_mask)(0xff << lane), r, sum);
    }
}

static void store_multiples(uint8_t* records, int count, const ge* p)
{
    ge multiples, step;
    lane_multiples(&multiples, &step, p);
    for (int first = 0; first < count; first += LANES)
    {
        fe niels[NIELS_COUNT];
        ge_to_niels(niels, &multiples);
        record_store(records + first * RECORD_BYTES, niels);
        ge_add(&multiples, &multiples, &step);
    }
}

static void neutral_records(uint8_t* records)
{
    fe niels[NIELS_COUNT];
    fe_one(&niels[NIELS_PLUS]);
    fe_one(&niels[NIELS_MINUS]);
    fe_zero(&niels[NIELS_XY2D]);
    record_store(records, niels);
}

static void tables_initialise(void)
{
    _Alignas(64) uint8_t neutral[LANES * RECORD_BYTES];
    ge base;
    ge_base(&base);
    neutral_records(neutral);
    memcpy(base_records, neutral, RECORD_BYTES);
    store_multiples(base_records + RECORD_BYTES, BASE_MULTIPLES, &base);
    for (int row = 0; row < COMB_ROWS; row++)
    {
        store_multiples(comb_records + row * COMB_MULTIPLES * RECORD_BYTES, COMB_MULTIPLES, &base);
        ge_double_times(&base, 8);
    }
}
