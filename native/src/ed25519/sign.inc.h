/*
 * Secret multiples of the base point, LANES at once, in constant time: every lane reads every entry of every row of the
 * comb, and neither a branch nor an address depends on a scalar.
 * r = sum over rows of 256^row (d[2 row] + 16 d[2 row + 1]) with signed digits of 4 bits.
 */

enum
{
    COMB_DIGIT_BITS = 4,
    COMB_DIGITS = 2 * COMB_ROWS,
};

typedef struct
{
    /* Absolute value, 0 to 8, and sign of every digit. */
    uint8_t magnitude[COMB_DIGITS][LANES];
    uint8_t negative[COMB_DIGITS][LANES];
} comb_digits;

static void wipe(void* secret, size_t bytes)
{
    memset(secret, 0, bytes);
    __asm__ volatile("" : : "r"(secret) : "memory");
}

static void load_comb_digits(comb_digits* digits, int lane, const uint64_t scalar[4])
{
    uint64_t offset[5];
    scalar_offset_digits(offset, scalar, COMB_DIGIT_BITS, COMB_DIGITS);
    for (int i = 0; i < COMB_DIGITS; i++)
    {
        int digit = (int)scalar_bits(offset, COMB_DIGIT_BITS * i, COMB_DIGIT_BITS);
        digit -= i < COMB_DIGITS - 1 ? 1 << (COMB_DIGIT_BITS - 1) : 0;
        int sign = digit >> 31;
        digits->magnitude[i][lane] = (uint8_t)((digit ^ sign) - sign);
        digits->negative[i][lane] = (uint8_t)(sign & 1);
    }
    wipe(offset, sizeof offset);
}

LANE_INLINE void add_comb_digit(ge* sum, int row, const comb_digits* digits, int i)
{
    fe entry[NIELS_COUNT], niels[NIELS_COUNT];
    fe_one(&niels[NIELS_PLUS]);
    fe_one(&niels[NIELS_MINUS]);
    fe_zero(&niels[NIELS_XY2D]);
    const uint8_t* records = comb_records + row * COMB_MULTIPLES * RECORD_BYTES;
    for (int multiple = 1; multiple <= COMB_MULTIPLES; multiple++)
    {
        lane_mask lanes = lanes_equal(digits->magnitude[i], (uint8_t)multiple);
        record_broadcast(entry, records + (multiple - 1) * RECORD_BYTES);
        for (int j = 0; j < NIELS_COUNT; j++)
            fe_select(&niels[j], lanes, &niels[j], &entry[j]);
    }
    prepared_cneg(niels, lanes_equal(digits->negative[i], 1));
    ge_add_niels(sum, sum, niels, 1);
}

static void comb_multiply(ge* r, const comb_digits* digits)
{
    ge sum;
    ge_identity(&sum);
    for (int row = 0; row < COMB_ROWS; row++)
        add_comb_digit(&sum, row, digits, 2 * row + 1);
    ge_double_times(&sum, COMB_DIGIT_BITS);
    for (int row = 0; row < COMB_ROWS; row++)
        add_comb_digit(&sum, row, digits, 2 * row);
    *r = sum;
    wipe(&sum, sizeof sum);
}

/* points[i] = encoding of (scalars[i] mod L) B; scalars are count x 32 bytes below 2^256. */
static void multiply_base(uint8_t* points, const uint8_t* scalars, size_t count)
{
    for (size_t start = 0; start < count; start += LANES)
    {
        comb_digits digits;
        uint8_t bytes[LANES][32];
        ge product;
        fe inverse;
        for (size_t lane = 0; lane < LANES; lane++)
        {
            uint64_t wide[8] = {0}, scalar[4];
            size_t index = start + lane < count ? start + lane : start;
            memcpy(wide, scalars + 32 * index, 32);
            scalar_reduce(scalar, wide);
            load_comb_digits(&digits, (int)lane, scalar);
            wipe(wide, sizeof wide);
            wipe(scalar, sizeof scalar);
        }
        comb_multiply(&product, &digits);
        wipe(&digits, sizeof digits);
        fe_invert(&inverse, &product.z);
        fe_mul(&product.x, &product.x, &inverse);
        fe_mul(&product.y, &product.y, &inverse);
        fe_store(bytes, &product.y);
        lane_mask signs = fe_is_odd(&product.x);
        for (size_t lane = 0; lane < LANES && start + lane < count; lane++)
        {
            bytes[lane][31] |= (uint8_t)((signs >> lane & 1) << 7);
            memcpy(points + 32 * (start + lane), bytes[lane], 32);
        }
    }
}
