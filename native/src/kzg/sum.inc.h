/*
 * The fixed-base sum over a lane field, which the including file chooses: fp, LANES and the functions of fp_ifma.h.
 *
 * All additions are affine. Of two points with different x, lambda = (y2 - y1) / (x2 - x1), x3 = lambda^2 - x1 - x2
 * and y3 = lambda (x1 - x3) - y1; one inversion serves a chunk of additions by Montgomery's trick, so that an
 * addition costs five products and a square. Lists of points are added as trees, one level of all lists at a time.
 * Equal x shows as a zero product of all denominators and is reported: for points without a known relation it does
 * not happen.
 */
#include "sum.h"

typedef struct
{
    const uint8_t* table;
    sum_scratch s;
    uint32_t used;     /* records of the arena */
    uint32_t waiting;  /* additions collected for the next chunk */
    uint32_t written;  /* records of the arena whose value is there */
    int exceptional;
} sum_state;

LANE_INLINE const uint8_t* ref_record(const sum_state* st, uint32_t ref)
{
    const uint8_t* base = ref & REF_ARENA ? st->s.arena : st->table;
    return base + (size_t)((ref & ~REF_ARENA) >> 1) * RECORD;
}

typedef struct
{
    const uint8_t* rows[LANES];
    lane_mask negative;
} lane_refs;

LANE_INLINE void lanes_resolve(lane_refs* r, const sum_state* st, const uint32_t* refs)
{
    r->negative = 0;
    for (int lane = 0; lane < LANES; lane++)
    {
        r->rows[lane] = ref_record(st, refs[lane]);
        r->negative |= (lane_mask)((refs[lane] & 1u) << lane);
    }
}

LANE_INLINE void lanes_prefetch(const sum_state* st, const uint32_t* refs)
{
    for (int lane = 0; lane < LANES; lane++)
    {
        const uint8_t* record = ref_record(st, refs[lane]);
        __builtin_prefetch(record);
        __builtin_prefetch(record + COORDINATE_BYTES);
    }
}

LANE_INLINE void store_prefix(uint8_t* at, const fp* a)
{
    memcpy(at, a, sizeof(fp));
}

/* Products of the denominators of all groups before each, into the prefixes; the product of all into total. */
static void multiply_denominators(sum_state* st, uint32_t groups, fp* total)
{
    fp product;
    fp_from_constant(&product, FP_ONE);
    for (uint32_t g = 0; g < groups; g++)
    {
        lane_refs a, b;
        fp xa, xb, d;
        lanes_prefetch(st, st->s.left + LANES * (g + AHEAD));
        lanes_prefetch(st, st->s.right + LANES * (g + AHEAD));
        lanes_resolve(&a, st, st->s.left + LANES * g);
        lanes_resolve(&b, st, st->s.right + LANES * g);
        fp_load_rows(&xa, a.rows, 0);
        fp_load_rows(&xb, b.rows, 0);
        fp_sub(&d, &xb, &xa);
        store_prefix(st->s.prefixes + (size_t)g * sizeof(fp), &product);
        fp_mul(&product, &product, &d);
    }
    *total = product;
}

/* The additions of one group; inverse is that of the product of all denominators up to this group's. */
LANE_INLINE void add_group(sum_state* st, uint32_t g, fp* inverse)
{
    lane_refs a, b;
    fp xa, xb, ya, yb, d, t, lambda, x3, y3, prefix;
    uint8_t* rows[LANES];
    uint32_t next = g < AHEAD ? 0 : g - AHEAD;
    lanes_prefetch(st, st->s.left + LANES * next);
    lanes_prefetch(st, st->s.right + LANES * next);
    lanes_resolve(&a, st, st->s.left + LANES * g);
    lanes_resolve(&b, st, st->s.right + LANES * g);
    fp_load_rows(&xa, a.rows, 0);
    fp_load_rows(&xb, b.rows, 0);
    fp_sub(&d, &xb, &xa);
    memcpy(&prefix, st->s.prefixes + (size_t)g * sizeof(fp), sizeof(fp));
    fp_mul(&t, inverse, &prefix);
    fp_mul(inverse, inverse, &d);
    fp_load_rows(&ya, a.rows, COORDINATE_BYTES);
    fp_load_rows(&yb, b.rows, COORDINATE_BYTES);
    fp_cneg(&ya, a.negative, &ya);
    fp_cneg(&yb, b.negative, &yb);
    fp_sub(&d, &yb, &ya);
    fp_mul(&lambda, &d, &t);
    fp_sqr_sub2(&x3, &lambda, &xa, &xb);
    fp_sub(&d, &xa, &x3);
    fp_mul_sub(&y3, &lambda, &d, &ya);
    for (int lane = 0; lane < LANES; lane++)
        rows[lane] = st->s.arena + (size_t)(st->written + LANES * g + (uint32_t)lane) * RECORD;
    fp_store_rows(rows, 0, &x3);
    fp_store_rows(rows, COORDINATE_BYTES, &y3);
}

/* Carries out the additions that wait. The lanes of the last group that have none add the table's first two records. */
static void flush(sum_state* st)
{
    if (st->waiting == 0)
        return;
    uint32_t groups = (st->waiting + LANES - 1) / LANES;
    for (uint32_t i = st->waiting; i < LANES * groups + PAD; i++)
    {
        st->s.left[i] = 0;
        st->s.right[i] = 2;
    }
    fp total, inverse;
    multiply_denominators(st, groups, &total);
    if (fp_product_is_zero(&total))
        st->exceptional = 1;
    fp_invert(&inverse, &total);
    for (uint32_t g = groups; g-- > 0;)
        add_group(st, g, &inverse);
    st->written += st->waiting;
    st->waiting = 0;
}

/* Adds every list up to at most one reference. */
static void add_lists(sum_state* st, uint32_t* refs, ref_list* lists, int list_count)
{
    int more = 1;
    while (more && !st->exceptional)
    {
        more = 0;
        for (int k = 0; k < list_count; k++)
        {
            uint32_t* list = refs + lists[k].start;
            uint32_t count = lists[k].count, half = count / 2;
            for (uint32_t i = 0; i < half; i++)
            {
                st->s.left[st->waiting] = list[2 * i];
                st->s.right[st->waiting] = list[2 * i + 1];
                list[i] = REF_ARENA | (st->used++ << 1);
                if (++st->waiting == CHUNK)
                    flush(st);
            }
            if (count & 1)
                list[half] = list[count - 1];
            lists[k].count = half + (count & 1);
            more |= lists[k].count > 1;
        }
        flush(st);
    }
}

/* Jacobian coordinates, the same point in all lanes. */
typedef struct
{
    fp x, y, z;
} jacobian;

static void jacobian_double(jacobian* r, const jacobian* p)
{
    fp a, b, c8, d, e, t;
    fp_sqr_cold(&a, &p->x);
    fp_sqr_cold(&b, &p->y);
    fp_add(&b, &b, &b);
    fp_sqr_cold(&c8, &b);
    fp_add(&c8, &c8, &c8);
    fp_add(&b, &b, &b);
    fp_mul_cold(&d, &p->x, &b);
    fp_add(&e, &a, &a);
    fp_add(&e, &e, &a);
    fp_add(&t, &p->y, &p->y);
    fp_mul_cold(&r->z, &t, &p->z);
    fp_sqr_sub2_cold(&r->x, &e, &d, &d);
    fp_sub(&t, &d, &r->x);
    fp_mul_sub_cold(&r->y, &e, &t, &c8);
}

/* Equal and opposite points give z = 0, which stays zero. */
static void jacobian_add_affine(jacobian* r, const fp* x, const fp* y)
{
    fp zz, u, s, h, rr, hh, hhh, v, t, y1;
    fp_sqr_cold(&zz, &r->z);
    fp_mul_cold(&u, x, &zz);
    fp_mul_cold(&s, y, &zz);
    fp_mul_cold(&s, &s, &r->z);
    fp_sub(&h, &u, &r->x);
    fp_sub(&rr, &s, &r->y);
    fp_sqr_cold(&hh, &h);
    fp_mul_cold(&hhh, &hh, &h);
    fp_mul_cold(&v, &r->x, &hh);
    fp_mul_cold(&r->z, &r->z, &h);
    fp_mul_cold(&y1, &r->y, &hhh);
    fp_add(&t, &v, &v);
    fp_sqr_sub2_cold(&r->x, &rr, &hhh, &t);
    fp_sub(&t, &v, &r->x);
    fp_mul_sub_cold(&r->y, &rr, &t, &y1);
}

/* The sum of 2^b times bit list b. */
static int32_t combine_bits(sum_state* st, const ref_list bits[WINDOW_BITS], uint8_t sum[96])
{
    jacobian total;
    int any = 0;
    for (int b = WINDOW_BITS - 1; b >= 0; b--)
    {
        if (any)
            jacobian_double(&total, &total);
        if (bits[b].count == 0)
            continue;
        uint32_t refs[LANES];
        lane_refs lanes;
        fp x, y;
        for (int lane = 0; lane < LANES; lane++)
            refs[lane] = st->s.bit_refs[bits[b].start];
        lanes_resolve(&lanes, st, refs);
        fp_load_rows(&x, lanes.rows, 0);
        fp_load_rows(&y, lanes.rows, COORDINATE_BYTES);
        fp_cneg(&y, lanes.negative, &y);
        if (any)
        {
            jacobian_add_affine(&total, &x, &y);
            continue;
        }
        any = 1;
        total.x = x;
        total.y = y;
        fp_from_constant(&total.z, FP_ONE);
    }
    if (!any)
        return AETHER_KZG_INFINITY;
    fp one, z, zz;
    fp_from_constant(&one, FP_ONE);
    fp_mul_cold(&z, &total.z, &one);
    if (fp_product_is_zero(&z))
        return AETHER_KZG_EXCEPTIONAL;
    fp_invert(&z, &z);
    fp_sqr_cold(&zz, &z);
    fp_mul_cold(&total.x, &total.x, &zz);
    fp_mul_cold(&zz, &zz, &z);
    fp_mul_cold(&total.y, &total.y, &zz);
    fp_to_bytes(sum, &total.x);
    fp_to_bytes(sum + 48, &total.y);
    return AETHER_KZG_OK;
}

static int32_t sum_of_multiples(
    uint8_t sum[96],
    const uint8_t* table,
    size_t table_points,
    const uint8_t* scalars,
    size_t count,
    uint8_t* scratch,
    size_t scratch_bytes)
{
    sum_state st;
    ref_list grid[ROWS + COLUMNS], bits[WINDOW_BITS];
    memset(sum, 0, 96);
    if (count == 0 || count > table_points || count > AETHER_KZG_MAX_POINTS
        || lay_out(&st.s, scratch, count) > scratch_bytes)
        return AETHER_KZG_BAD_ARGUMENT;
    st.table = table;
    st.used = st.waiting = st.written = 0;
    st.exceptional = 0;
    if (!recode(&st.s, scalars, count))
        return AETHER_KZG_BAD_SCALAR;
    distribute(&st.s, count);
    add_lists(&st, st.s.refs, st.s.buckets, BUCKETS + 1);
    if (!st.exceptional)
    {
        lay_grid(&st.s, grid);
        add_lists(&st, st.s.grid_refs, grid, ROWS + COLUMNS);
    }
    if (!st.exceptional)
    {
        lay_bits(&st.s, grid, bits);
        add_lists(&st, st.s.bit_refs, bits, WINDOW_BITS);
    }
    return st.exceptional ? AETHER_KZG_EXCEPTIONAL : combine_bits(&st, bits, sum);
}

/* Multiples by 2^13 of one group of points, affine, into the records of the table. */
static int build_group(uint8_t* const first[LANES], const fp* x, const fp* y)
{
    jacobian point = { *x, *y, *y };
    jacobian multiples[WINDOWS];
    fp prefixes[WINDOWS], product, inverse;
    fp_from_constant(&point.z, FP_ONE);
    product = point.z;
    for (int j = 0; j < WINDOWS; j++)
    {
        multiples[j] = point;
        prefixes[j] = product;
        fp_mul_cold(&product, &product, &point.z);
        for (int k = 0; k < WINDOW_BITS && j + 1 < WINDOWS; k++)
            jacobian_double(&point, &point);
    }
    if (fp_product_is_zero(&product))
        return 0;
    fp_invert(&inverse, &product);
    for (int j = WINDOWS - 1; j >= 0; j--)
    {
        fp z, zz, t;
        uint8_t* rows[LANES];
        fp_mul_cold(&z, &inverse, &prefixes[j]);
        fp_mul_cold(&inverse, &inverse, &multiples[j].z);
        fp_sqr_cold(&zz, &z);
        for (int lane = 0; lane < LANES; lane++)
            rows[lane] = first[lane] + (size_t)j * RECORD;
        fp_mul_cold(&t, &multiples[j].x, &zz);
        fp_store_rows(rows, 0, &t);
        fp_mul_cold(&zz, &zz, &z);
        fp_mul_cold(&t, &multiples[j].y, &zz);
        fp_store_rows(rows, COORDINATE_BYTES, &t);
    }
    return 1;
}

static int32_t build_table(uint8_t* table, size_t table_bytes, const uint8_t* points, size_t count)
{
    if (count == 0 || count > AETHER_KZG_MAX_POINTS || table_bytes < aether_kzg_table_bytes(count))
        return AETHER_KZG_BAD_ARGUMENT;
    for (size_t i = 0; i < count; i += LANES)
    {
        const uint8_t *xs[LANES], *ys[LANES];
        uint8_t* first[LANES];
        fp x, y;
        for (int lane = 0; lane < LANES; lane++)
        {
            /* Lanes past the end repeat the last point. */
            size_t point = i + (size_t)lane < count ? i + (size_t)lane : count - 1;
            xs[lane] = points + 96 * point;
            ys[lane] = xs[lane] + 48;
            first[lane] = table + point * WINDOWS * RECORD;
        }
        fp_from_bytes(&x, xs);
        fp_from_bytes(&y, ys);
        if (!build_group(first, &x, &y))
            return AETHER_KZG_EXCEPTIONAL;
    }
    return AETHER_KZG_OK;
}
