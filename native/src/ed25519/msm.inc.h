/*
 * Sums of many points with scalars by the bucket method, eight (or LANES) buckets at a time: a window of the scalars
 * sorts its terms into buckets by digit, every lane adds up one bucket, and the bucket sums weighted by their digits
 * are the window's share. Points are affine records; scalars are public, so the running time may depend on them.
 *
 * Bucket b holds the terms of digit b or -b. Its sum lies in lane (b - 1) / rows of row (b - 1) % rows, so that the
 * weighting runs over rows in all lanes at once and what is left is one small sum over lanes for the whole product.
 */

enum
{
    MSM_MIN_BITS = 4,
    MSM_MAX_BITS = 11,
    MSM_MAX_BUCKETS = 1 << (MSM_MAX_BITS - 1),
    MSM_LONG_BITS = 253,
    MSM_SHORT_BITS = 128,
    MSM_LONG_WORDS = 5,
    MSM_SHORT_WORDS = 3,
    MSM_COUNT_CLASSES = 256,
};

/*
 * Terms 0 to long_count - 1 have scalars of 253 bits, the short_count after them of 128. Scalars carry the offset of
 * their digits. Record of term t is t for long terms and t + 1 for short ones: the record between is neutral.
 */
typedef struct
{
    const uint8_t* records;
    uint64_t* long_scalars;
    uint64_t* short_scalars;
    uint32_t long_count;
    uint32_t short_count;
    int bits;

    /* Scratch: one entry for each term; 'sums' has a row for every LANES buckets. */
    uint16_t* codes;
    uint32_t* sorted;
    ge* sums;
    uint32_t starts[MSM_MAX_BUCKETS + 2];
    uint32_t counts[MSM_MAX_BUCKETS + 1];
    uint16_t order[MSM_MAX_BUCKETS];
} msm;

static int msm_windows(int scalar_bits_, int bits)
{
    /* The top digit absorbs the offset below it: one more bit than the scalar, and none of it negative. */
    return (scalar_bits_ + 1) / bits + 1;
}

/*
 * The digit width of least work, in eighths of what it takes to add one term in each lane. The figures are a fit to the
 * measured times of both fields for 64 to 4,096 signatures of as many keys and of a sixteenth.
 */
static int msm_choose_bits(uint32_t long_count, uint32_t short_count)
{
    int best = MSM_MIN_BITS;
    uint64_t least = UINT64_MAX;
    for (int bits = MSM_MIN_BITS; bits <= MSM_MAX_BITS; bits++)
    {
        enum
        {
            ADDITION = 8,
            ROW = 21,
            WINDOW = 70,
        };
        uint64_t windows = (uint64_t)msm_windows(MSM_LONG_BITS, bits);
        uint64_t terms =
            windows * long_count + (uint64_t)msm_windows(MSM_SHORT_BITS, bits) * short_count;
        uint64_t rows = (1ULL << (bits - 1)) / LANES;
        uint64_t cost = terms * ADDITION / LANES + windows * (rows * ROW + WINDOW);
        if (cost < least)
        {
            least = cost;
            best = bits;
        }
    }
    return best;
}

/* Code of a digit: twice its absolute value, plus one where it is negative. */
LANE_INLINE void count_digits(
    uint16_t* codes, uint32_t* counts, const uint64_t* scalars, uint32_t count, int words, int bit, int bits,
    int is_top)
{
    const uint8_t* bytes = (const uint8_t*)scalars + bit / 8;
    const uint64_t mask = (1ULL << bits) - 1;
    const int32_t offset = is_top ? 0 : 1 << (bits - 1);
    for (uint32_t i = 0; i < count; i++)
    {
        uint64_t window;
        memcpy(&window, bytes + (size_t)i * (size_t)(8 * words), sizeof window);
        int32_t digit = (int32_t)((window >> (bit % 8)) & mask) - offset;
        int32_t sign = digit >> 31;
        uint32_t magnitude = (uint32_t)((digit ^ sign) - sign);
        codes[i] = (uint16_t)(magnitude << 1 | (uint32_t)(sign & 1));
        counts[magnitude]++;
    }
}

/* Sorts the terms of a window into buckets; an entry of 'sorted' is twice the record, plus one for a negative digit. */
static uint32_t sort_terms(msm* m, int window, uint32_t buckets)
{
    int bit = window * m->bits;
    int long_top = window == msm_windows(MSM_LONG_BITS, m->bits) - 1;
    int short_top = window == msm_windows(MSM_SHORT_BITS, m->bits) - 1;
    uint32_t shorts = window < msm_windows(MSM_SHORT_BITS, m->bits) ? m->short_count : 0;
    memset(m->counts, 0, (buckets + 1) * sizeof *m->counts);
    count_digits(m->codes, m->counts, m->long_scalars, m->long_count, MSM_LONG_WORDS, bit, m->bits, long_top);
    count_digits(
        m->codes + m->long_count, m->counts, m->short_scalars, shorts, MSM_SHORT_WORDS, bit, m->bits, short_top);

    uint32_t position = 0;
    for (uint32_t b = 0; b <= buckets; b++)
    {
        m->starts[b] = position;
        position += m->counts[b];
    }
    uint32_t terms = m->long_count + shorts;
    for (uint32_t t = 0; t < terms; t++)
    {
        uint32_t code = m->codes[t];
        uint32_t record = t < m->long_count ? t : t + 1;
        m->sorted[m->starts[code >> 1]++] = record << 1 | (code & 1);
    }
    return terms;
}

/* Orders the buckets by falling size, so that the lanes of a group end at about the same time. */
static void order_buckets(msm* m, uint32_t buckets)
{
    uint32_t first[MSM_COUNT_CLASSES] = {0};
    uint32_t position = 0;
    for (uint32_t b = 1; b <= buckets; b++)
        first[m->counts[b] < MSM_COUNT_CLASSES ? m->counts[b] : MSM_COUNT_CLASSES - 1]++;
    for (int class = MSM_COUNT_CLASSES - 1; class >= 0; class--)
    {
        uint32_t size = first[class];
        first[class] = position;
        position += size;
    }
    for (uint32_t b = 1; b <= buckets; b++)
    {
        uint32_t class = m->counts[b] < MSM_COUNT_CLASSES ? m->counts[b] : MSM_COUNT_CLASSES - 1;
        m->order[first[class]++] = (uint16_t)b;
    }
}

/* The next entry of every lane: its record and sign, or the neutral record past the end. Fetches the lines early. */
LANE_INLINE lane_mask next_entries(
    uint32_t index[LANES], const msm* m, const uint32_t begin[LANES], const uint32_t count[LANES], uint32_t step)
{
    lane_mask negative = 0;
    for (int lane = 0; lane < LANES; lane++)
    {
        uint32_t entry = step < count[lane] ? m->sorted[begin[lane] + step] : m->long_count << 1;
        index[lane] = entry >> 1;
        negative |= (lane_mask)((entry & 1) << lane);
        const char* record = (const char*)m->records + (size_t)index[lane] * RECORD_BYTES;
        __builtin_prefetch(record);
        __builtin_prefetch(record + 64);
    }
    return negative;
}

/* A point from its prepared form: (4 x : 4 y : 4 : 4 x y). */
LANE_INLINE void ge_from_niels(ge* r, const fe q[NIELS_COUNT])
{
    fe x, y, two;
    fe_one(&two);
    fe_double(&two, &two);
    fe_sub(&x, &q[NIELS_PLUS], &q[NIELS_MINUS]);
    fe_add(&y, &q[NIELS_PLUS], &q[NIELS_MINUS]);
    fe_mul(&r->t, &x, &y);
    fe_double(&r->x, &x);
    fe_double(&r->y, &y);
    fe_double(&r->z, &two);
}

/* Adds up one bucket in each lane. */
static void sum_group(ge* sum, const msm* m, const uint32_t begin[LANES], const uint32_t count[LANES])
{
    uint32_t index[LANES];
    uint32_t longest = 0;
    for (int lane = 0; lane < LANES; lane++)
        longest = count[lane] > longest ? count[lane] : longest;
    fe niels[NIELS_COUNT];
    ge total;
    lane_mask negative = next_entries(index, m, begin, count, 0);
    record_load(niels, m->records, index);
    prepared_cneg(niels, negative);
    ge_from_niels(&total, niels);
    negative = next_entries(index, m, begin, count, 1);
    for (uint32_t step = 1; step < longest; step++)
    {
        record_load(niels, m->records, index);
        prepared_cneg(niels, negative);
        negative = next_entries(index, m, begin, count, step + 1);
        ge_add_niels(&total, &total, niels, 1);
    }
    *sum = total;
}

/* Moves the point of a lane to a lane of another group. */
LANE_INLINE void ge_copy_lane(ge* to, int to_lane, const ge* from, int from_lane)
{
    uint64_t* target = (uint64_t*)(void*)to + to_lane;
    const uint64_t* source = (const uint64_t*)(const void*)from + from_lane;
    for (size_t i = 0; i < sizeof(ge) / sizeof(uint64_t); i += LANES)
        target[i] = source[i];
}

static void sum_buckets(msm* m, uint32_t buckets)
{
    uint32_t rows = buckets / LANES;
    for (uint32_t first = 0; first < buckets; first += LANES)
    {
        uint32_t begin[LANES], count[LANES];
        ge sum;
        for (int lane = 0; lane < LANES; lane++)
        {
            uint32_t bucket = m->order[first + (uint32_t)lane];
            count[lane] = m->counts[bucket];
            begin[lane] = m->starts[bucket] - count[lane];
        }
        sum_group(&sum, m, begin, count);
        for (int lane = 0; lane < LANES; lane++)
        {
            uint32_t slot = m->order[first + (uint32_t)lane] - 1u;
            ge_copy_lane(&m->sums[slot % rows], (int)(slot / rows), &sum, lane);
        }
    }
}

/* Per lane: plain = sum of its rows, weighted = sum of (row + 1) times the row. */
static void weigh_rows(ge* weighted, ge* plain, const ge* sums, uint32_t rows)
{
    *plain = sums[rows - 1];
    *weighted = *plain;
    for (uint32_t row = rows - 1; row-- > 0;)
    {
        ge_add(plain, plain, &sums[row]);
        ge_add(weighted, weighted, plain);
    }
}

/* Every lane of r becomes the sum of weighted + lane rows plain over all lanes; rows is a power of two. */
static void sum_lanes(ge* r, const ge* weighted, const ge* plain, uint32_t rows)
{
    ge scaled = *plain, offset, neutral, term;
    ge_identity(&neutral);
    for (uint32_t n = rows; n > 1; n /= 2)
        ge_double_times(&scaled, 1);
    offset = neutral;
    for (int bit = LANES / 2; bit > 0; bit /= 2)
    {
        lane_mask lanes = 0;
        for (int lane = 0; lane < LANES; lane++)
            lanes |= (lane_mask)(((lane & bit) != 0) << lane);
        ge_double_times(&offset, 1);
        ge_select(&term, lanes, &neutral, &scaled);
        ge_add(&offset, &offset, &term);
    }
    ge_add(r, weighted, &offset);
#define ADD_ROTATED(n)                                                                                                 \
    do                                                                                                                 \
    {                                                                                                                  \
        fe_rotate_lanes(&term.x, &r->x, n);                                                                            \
        fe_rotate_lanes(&term.y, &r->y, n);                                                                            \
        fe_rotate_lanes(&term.z, &r->z, n);                                                                            \
        fe_rotate_lanes(&term.t, &r->t, n);                                                                            \
        ge_add(r, r, &term);                                                                                           \
    } while (0)
    ADD_ROTATED(1);
    ADD_ROTATED(2);
#if LANES == 8
    ADD_ROTATED(4);
#endif
#undef ADD_ROTATED
}

/* r = the sum over all terms, in every lane. */
static void msm_compute(ge* r, msm* m)
{
    uint32_t buckets = 1u << (m->bits - 1);
    uint32_t rows = buckets / LANES;
    ge weighted, plain;
    ge_identity(&weighted);
    ge_identity(&plain);
    for (int window = msm_windows(MSM_LONG_BITS, m->bits) - 1; window >= 0; window--)
    {
        ge window_weighted, window_plain;
        ge_double_times(&weighted, m->bits);
        ge_double_times(&plain, m->bits);
        sort_terms(m, window, buckets);
        order_buckets(m, buckets);
        sum_buckets(m, buckets);
        weigh_rows(&window_weighted, &window_plain, m->sums, rows);
        ge_add(&weighted, &weighted, &window_weighted);
        ge_add(&plain, &plain, &window_plain);
    }
    sum_lanes(r, &weighted, &plain, rows);
}
