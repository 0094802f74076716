#ifndef AETHER_KZG_H
#define AETHER_KZG_H

#include <stddef.h>
#include <stdint.h>

/*
 * Sums of multiples of fixed points of G1 of BLS12-381, from tables of their multiples by 2^13, 2^26 and so on: all
 * digits of all scalars then share one set of buckets. Variable time, for public scalars.
 *
 * Encodings: a point is 96 bytes, x then y, big-endian, below p; a scalar is 32 bytes, big-endian, below the group
 * order.
 * Memory is the caller's, aligned to 64 bytes, and belongs to one call at a time, except that any number of calls may
 * read one table. Functions ending in _ifma need AETHER_CPU_IFMA.
 */
enum
{
    AETHER_KZG_OK = 0,
    AETHER_KZG_INFINITY = 1,      /* the sum is the point at infinity; the output is cleared */
    AETHER_KZG_BAD_SCALAR = -1,   /* a scalar is not below the group order */
    AETHER_KZG_EXCEPTIONAL = -2,  /* two summands of one addition had the same x: use another way to sum */
    AETHER_KZG_BAD_ARGUMENT = -3, /* a count is zero or above AETHER_KZG_MAX_POINTS, or a buffer is too small */
};

#define AETHER_KZG_MAX_POINTS 4096

/* Bytes of the table of count points, and of the scratch that a sum over count points needs. */
size_t aether_kzg_table_bytes(size_t count);
size_t aether_kzg_scratch_bytes(size_t count);

/*
 * Fills the table of count points on the curve, none of them infinity. Returns OK, EXCEPTIONAL for a point of order
 * two, which the curve's subgroup does not have, or BAD_ARGUMENT.
 */
int32_t aether_kzg_build_table_ifma(uint8_t* table, size_t table_bytes, const uint8_t* points, size_t count);

/*
 * Writes the sum of scalar i times point i, over the first count points of a table of at least as many, to sum, which
 * is cleared unless the result is OK.
 */
int32_t aether_kzg_sum_ifma(
    uint8_t sum[96],
    const uint8_t* table,
    size_t table_points,
    const uint8_t* scalars,
    size_t count,
    uint8_t* scratch,
    size_t scratch_bytes);

/* Fills the 4096 roots of unity in bit-reversed order, 4 words each, in the form that aether_kzg_open takes. */
void aether_kzg_fill_domain(uint64_t domain[4 * 4096]);

size_t aether_kzg_open_scratch_bytes(void);

/*
 * Evaluates the polynomial that has count elements, followed by zeros, as its values on the domain: writes its value at
 * the point, and unless quotient is null the 4096 values of (polynomial - value) / (X - point), 32 bytes each. Scratch
 * is aligned to 8. Returns OK, BAD_SCALAR for an element or point not below the group order, BAD_ARGUMENT for a count
 * above 4096.
 */
int32_t aether_kzg_open(
    uint8_t value[32],
    uint8_t* quotient,
    const uint64_t* domain,
    const uint8_t* elements,
    size_t count,
    const uint8_t point[32],
    uint8_t* scratch);

#endif
