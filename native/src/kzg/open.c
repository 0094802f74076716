#include "aether_kzg.h"
#include "fr.h"

/*
 * Opening a polynomial that is given by its values p_i at the roots of unity w_i, in bit-reversed order. With the
 * inverses of z - w_i, the value at z is y = (z^4096 - 1) / 4096 * sum p_i w_i / (z - w_i), and the quotient by X - z
 * has the values q_i = (y - p_i) / (z - w_i). Where z is a w_m, y is p_m, and because the quotient's degree is below
 * 4095, which makes the sum of all q_i w_i zero, q_m is -1/z times the sum of the others.
 */
enum
{
    SIZE = 4096,
    SIZE_BITS = 12,
    NOT_A_ROOT = -1,
};

static uint32_t reverse_bits(uint32_t index)
{
    uint32_t reversed = 0;
    for (int bit = 0; bit < SIZE_BITS; bit++)
        reversed |= ((index >> bit) & 1) << (SIZE_BITS - 1 - bit);
    return reversed;
}

void aether_kzg_fill_domain(uint64_t domain[4 * 4096])
{
    fr power = FR_ONE;
    for (uint32_t i = 0; i < SIZE; i++)
    {
        memcpy(domain + 4 * reverse_bits(i), &power, sizeof(power));
        fr_mul(&power, &power, &FR_OMEGA);
    }
}

size_t aether_kzg_open_scratch_bytes(void) { return 2 * SIZE * sizeof(fr); }

/* Inverses of z - w_i, or of z in the place of zero, which is returned. */
static int invert_differences(fr inverses[SIZE], const fr* domain, const fr* z)
{
    int root = NOT_A_ROOT;
    fr product = FR_ONE, difference, inverse;
    for (int i = 0; i < SIZE; i++)
    {
        inverses[i] = product;
        if (fr_equal(z, &domain[i]))
        {
            root = i;
            difference = *z;
        }
        else
            fr_sub(&difference, z, &domain[i]);
        fr_mul(&product, &product, &difference);
    }
    fr_invert(&inverse, &product);
    for (int i = SIZE - 1; i >= 0; i--)
    {
        if (i == root)
            difference = *z;
        else
            fr_sub(&difference, z, &domain[i]);
        fr_mul(&inverses[i], &inverses[i], &inverse);
        fr_mul(&inverse, &inverse, &difference);
    }
    return root;
}

static void evaluate(fr* y, const fr* values, const fr* inverses, const fr* domain, const fr* z)
{
    fr sum = { { 0, 0, 0, 0 } }, term, power = *z;
    for (int i = 0; i < SIZE; i++)
    {
        fr_mul(&term, &values[i], &domain[i]);
        fr_mul(&term, &term, &inverses[i]);
        fr_add(&sum, &sum, &term);
    }
    for (int i = 0; i < SIZE_BITS; i++)
        fr_mul(&power, &power, &power);
    fr_sub(&power, &power, &FR_ONE);
    fr_mul(&sum, &sum, &power);
    fr_mul(y, &sum, &FR_INVERSE_OF_SIZE);
}

static void divide(
    uint8_t* quotient, const fr* values, const fr* inverses, const fr* domain, const fr* y, int root)
{
    fr others = { { 0, 0, 0, 0 } }, q, term;
    for (int i = 0; i < SIZE; i++)
    {
        if (i == root)
            continue;
        fr_sub(&q, y, &values[i]);
        fr_mul(&q, &q, &inverses[i]);
        fr_write(quotient + 32 * i, &q);
        if (root == NOT_A_ROOT)
            continue;
        fr_mul(&term, &q, &domain[i]);
        fr_sub(&others, &others, &term);
    }
    if (root == NOT_A_ROOT)
        return;
    fr_mul(&q, &others, &inverses[root]);
    fr_write(quotient + 32 * root, &q);
}

int32_t aether_kzg_open(
    uint8_t value[32],
    uint8_t* quotient,
    const uint64_t* domain,
    const uint8_t* elements,
    size_t count,
    const uint8_t point[32],
    uint8_t* scratch)
{
    fr* values = (fr*)(void*)scratch;
    fr* inverses = values + SIZE;
    const fr* roots = (const fr*)(const void*)domain;
    fr z, y;
    if (count > SIZE)
        return AETHER_KZG_BAD_ARGUMENT;
    if (!fr_read(&z, point))
        return AETHER_KZG_BAD_SCALAR;
    for (size_t i = 0; i < count; i++)
    {
        if (!fr_read(&values[i], elements + 32 * i))
            return AETHER_KZG_BAD_SCALAR;
    }
    memset(values + count, 0, (SIZE - count) * sizeof(fr));
    int root = invert_differences(inverses, roots, &z);
    if (root == NOT_A_ROOT)
        evaluate(&y, values, inverses, roots, &z);
    else
        y = values[root];
    fr_write(value, &y);
    if (quotient)
        divide(quotient, values, inverses, roots, &y, root);
    return AETHER_KZG_OK;
}
