/*
 * One equation for many signatures: [8](-(sum z_i s_i) B + sum z_i R_i + sum (z_i k_i) A_i) = 0 with random z_i of 128
 * bits. Signatures of one key share a term. Source: Bernstein, Duif, Lange, Schwabe, Yang 2011, in the cofactored form
 * of ZIP-215, so that batch and individual verdicts agree on every input but for a chance of 2^-128.
 */

/* Space for the scalars and sorting of a batch; the same for every field. */
static size_t align64(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

typedef struct
{
    size_t msm, key_scalars, long_scalars, short_scalars, codes, sorted, sums, total;
} batch_layout;

static batch_layout layout_of(size_t signatures, size_t keys)
{
    batch_layout layout;
    size_t terms = signatures + keys + 1;
    layout.msm = 0;
    layout.key_scalars = align64(sizeof(msm));
    layout.long_scalars = layout.key_scalars + align64(keys * 4 * sizeof(uint64_t));
    layout.short_scalars = layout.long_scalars + align64((keys + 1) * MSM_LONG_WORDS * sizeof(uint64_t));
    layout.codes = layout.short_scalars + align64(signatures * MSM_SHORT_WORDS * sizeof(uint64_t));
    layout.sorted = layout.codes + align64(terms * sizeof(uint16_t));
    layout.sums = layout.sorted + align64(terms * sizeof(uint32_t));
    layout.total = layout.sums + MSM_MAX_BUCKETS / LANES * sizeof(ge);
    return layout;
}

static void carve(msm* m, const batch_layout* layout, uint8_t* scratch, const aether_ed25519_batch* batch)
{
    m->records = batch->records;
    m->long_scalars = (uint64_t*)(void*)(scratch + layout->long_scalars);
    m->short_scalars = (uint64_t*)(void*)(scratch + layout->short_scalars);
    m->long_count = batch->key_count + 1;
    m->short_count = batch->count;
    m->bits = msm_choose_bits(m->long_count, m->short_count);
    m->codes = (uint16_t*)(void*)(scratch + layout->codes);
    m->sorted = (uint32_t*)(void*)(scratch + layout->sorted);
    m->sums = (ge*)(void*)(scratch + layout->sums);
}

LANE_INLINE int is_included(const aether_ed25519_batch* batch, size_t i)
{
    return (int)(batch->included[i / 64] >> (i % 64) & 1);
}

/* Clears the bits of signatures with s >= L; fills the scalars of R and adds up those of the keys and of B. */
static void load_scalars(msm* m, uint64_t (*key_scalars)[4], const aether_ed25519_batch* batch)
{
    uint64_t base_sum[8] = {0}, base[4];
    int short_windows = msm_windows(MSM_SHORT_BITS, m->bits);
    int long_windows = msm_windows(MSM_LONG_BITS, m->bits);
    memset(key_scalars, 0, batch->key_count * sizeof *key_scalars);
    for (size_t i = 0; i < batch->count; i++)
    {
        const uint8_t* s_bytes = batch->signatures + 64 * i + 32;
        uint64_t z[4] = {0}, k[4], s[4], product[8] = {0}, offset[5];
        if (is_included(batch, i) && scalar_is_canonical(s_bytes))
        {
            memcpy(z, batch->coefficients + 16 * i, 16);
            scalar_from_digest(k, batch->digests + 64 * i);
            scalar_mul_short(k, z, k);
            scalar_add(key_scalars[batch->key_of[i]], key_scalars[batch->key_of[i]], k);
            scalar_load(s, s_bytes);
            words_mul(product, s, 4, z, 2);
            words_add(base_sum, product, 8);
        }
        else
        {
            batch->included[i / 64] &= ~(1ULL << (i % 64));
        }
        scalar_offset_digits(offset, z, m->bits, short_windows);
        memcpy(m->short_scalars + MSM_SHORT_WORDS * i, offset, MSM_SHORT_WORDS * sizeof *offset);
    }
    for (size_t key = 0; key < batch->key_count; key++)
        scalar_offset_digits(m->long_scalars + MSM_LONG_WORDS * key, key_scalars[key], m->bits, long_windows);
    scalar_reduce(base, base_sum);
    scalar_negate(base, base);
    scalar_offset_digits(m->long_scalars + MSM_LONG_WORDS * batch->key_count, base, m->bits, long_windows);
}

/* Decodes the R of every signature behind the records of keys, B and neutral element; drops those that are no point. */
static void load_records(const aether_ed25519_batch* batch)
{
    uint8_t* base = batch->records + (size_t)batch->key_count * RECORD_BYTES;
    uint8_t* r_records = base + 2 * RECORD_BYTES;
    memcpy(base, base_records + RECORD_BYTES, RECORD_BYTES);
    memcpy(base + RECORD_BYTES, base_records, RECORD_BYTES);
    for (size_t start = 0; start < batch->count; start += 64)
    {
        size_t length = batch->count - start < 64 ? batch->count - start : 64;
        uint64_t decoded;
        decode_records(r_records + start * RECORD_BYTES, &decoded, batch->signatures + 64 * start, 64, length);
        batch->included[start / 64] &= decoded;
    }
}

static int batch_equation(const aether_ed25519_batch* batch, uint8_t* scratch)
{
    batch_layout layout = layout_of(batch->count, batch->key_count);
    msm* m = (msm*)(void*)(scratch + layout.msm);
    ge total;
    carve(m, &layout, scratch, batch);
    load_records(batch);
    load_scalars(m, (uint64_t(*)[4])(void*)(scratch + layout.key_scalars), batch);
    msm_compute(&total, m);
    ge_double_times(&total, 3);
    return ge_is_identity(&total) & 1;
}
