/*
 * Permissive decoding of points (ZIP-215): y is taken modulo p, and x = 0 with a set sign bit is accepted.
 * Two groups of lanes at once, so that their exponentiations fill each other's latencies.
 */

static lane_mask sign_bits(const uint8_t encodings[LANES][32])
{
    lane_mask signs = 0;
    for (int lane = 0; lane < LANES; lane++)
        signs |= (lane_mask)((encodings[lane][31] >> 7) << lane);
    return signs;
}

/* x from the candidate u v^3 (u v^7)^((p - 5)/8), with the wanted sign. Returns the lanes where u/v is a square. */
static lane_mask root_of_candidate(fe* x, fe* candidate, const fe* u, const fe* v, lane_mask signs)
{
    fe check, difference, sum, root, sqrt_m1;
    fe_sq(&check, candidate);
    fe_mul(&check, &check, v);
    fe_sub(&difference, &check, u);
    fe_add(&sum, &check, u);
    lane_mask is_root = fe_is_zero(&difference);
    lane_mask is_root_of_minus = fe_is_zero(&sum);
    fe_from_constant(&sqrt_m1, FE_SQRT_M1);
    fe_mul(&root, candidate, &sqrt_m1);
    fe_select(&root, is_root_of_minus, candidate, &root);
    fe_cneg(x, (lane_mask)(fe_is_odd(&root) ^ signs), &root);
    return is_root | is_root_of_minus;
}

/* Affine x and y of two groups of encodings; ok[g] has a bit for each lane of group g that is a point. */
static void decode_two_groups(fe x[2], fe y[2], lane_mask ok[2], const uint8_t encodings[2][LANES][32])
{
    fe one, d, u[2], v[2], v3[2], power[2];
    fe_one(&one);
    fe_from_constant(&d, FE_D);
    for (int g = 0; g < 2; g++)
    {
        fe yy;
        fe_load(&y[g], encodings[g]);
        fe_sq(&yy, &y[g]);
        fe_sub(&u[g], &yy, &one);
        fe_mul(&v[g], &yy, &d);
        fe_add(&v[g], &v[g], &one);
        fe_sq(&v3[g], &v[g]);
        fe_mul(&v3[g], &v3[g], &v[g]);
        fe_sq(&power[g], &v3[g]);
        fe_mul(&power[g], &power[g], &v[g]);
        fe_mul(&power[g], &power[g], &u[g]);
    }
    fe_power_p58_2(power);
    for (int g = 0; g < 2; g++)
    {
        fe_mul(&power[g], &power[g], &v3[g]);
        fe_mul(&power[g], &power[g], &u[g]);
        ok[g] = root_of_candidate(&x[g], &power[g], &u[g], &v[g], sign_bits(encodings[g]));
    }
}

/*
 * Decodes count points of 32 bytes, each stride bytes after the one before, into records.
 * A record of bytes that are no point is that of the neutral element, and its bit of ok is clear.
 */
static void decode_records(uint8_t* records, uint64_t* ok, const uint8_t* encodings, size_t stride, size_t count)
{
    memset(ok, 0, (count + 63) / 64 * sizeof *ok);
    for (size_t start = 0; start < count; start += 2 * LANES)
    {
        uint8_t bytes[2][LANES][32];
        lane_mask valid[2];
        fe x[2], y[2], zero, one;
        fe_zero(&zero);
        fe_one(&one);
        for (size_t i = 0; i < 2 * LANES; i++)
        {
            size_t index = start + i < count ? start + i : start;
            memcpy(bytes[i / LANES][i % LANES], encodings + index * stride, 32);
        }
        decode_two_groups(x, y, valid, (const uint8_t(*)[LANES][32])bytes);
        for (size_t g = 0; g < 2; g++)
        {
            _Alignas(64) uint8_t block[LANES * RECORD_BYTES];
            fe record[NIELS_COUNT];
            size_t first = start + g * LANES;
            fe_select(&x[g], valid[g], &zero, &x[g]);
            fe_select(&y[g], valid[g], &one, &y[g]);
            niels_from_affine(record, &x[g], &y[g]);
            record_store(block, record);
            for (size_t lane = 0; lane < LANES && first + lane < count; lane++)
            {
                size_t index = first + lane;
                memcpy(records + index * RECORD_BYTES, block + lane * RECORD_BYTES, RECORD_BYTES);
                ok[index / 64] |= (uint64_t)(valid[g] >> lane & 1) << (index % 64);
            }
        }
    }
}
