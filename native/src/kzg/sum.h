#ifndef AETHER_KZG_SUM_H
#define AETHER_KZG_SUM_H

#include "aether_kzg.h"

#include <stdint.h>
#include <string.h>

/*
 * Shapes of the fixed-base sum. Twenty signed digits of 13 bits cover 260 bits: a scalar has 255, so the highest digit
 * takes every carry. Digits are in [-4095, 4096] and bucket b holds the points of digit b or, negated, of digit -b.
 */
enum
{
    WINDOW_BITS = 13,
    WINDOWS = 20,
    BUCKETS = 1 << (WINDOW_BITS - 1),
    RECORD = 128,    /* one affine point */
    CHUNK = 4096,    /* additions that share one inversion */
    AHEAD = 4,      /* groups by which records are fetched before their use */
    PAD = 64,
};

/*
 * A reference names a record and its sign: bit 0 is set for the negative, bits 1 to 30 are the index, and bit 31 tells
 * the arena of partial sums from the table.
 */
#define REF_ARENA 0x80000000u

/* A list of references that are to be added up: refs[start], ..., refs[start + count - 1]. */
typedef struct
{
    uint32_t start;
    uint32_t count;
} ref_list;

/* Every addition writes one record: all digits once, every bucket into a row and a column, and these into bits. */
static inline size_t arena_records(size_t count)
{
    size_t digits = count * WINDOWS;
    return digits + 2 * (digits < BUCKETS ? digits : BUCKETS) + 1024;
}

typedef struct
{
    uint8_t* arena;       /* arena_records(count) records */
    uint8_t* prefixes;    /* CHUNK products of denominators, as the field keeps them */
    uint32_t* refs;       /* count * WINDOWS */
    uint32_t* grid_refs;  /* 2 * BUCKETS */
    uint32_t* bit_refs;   /* 2 * 64 * 7 */
    int16_t* digits;      /* count * WINDOWS */
    ref_list* buckets;    /* BUCKETS + 1 */
    uint32_t* left;       /* CHUNK + PAD */
    uint32_t* right;      /* CHUNK + PAD */
} sum_scratch;

static inline size_t round_up(size_t bytes) { return (bytes + 63) & ~(size_t)63; }

/* Lays the scratch out from base, or measures it where base is null. */
static inline size_t lay_out(sum_scratch* s, uint8_t* base, size_t count)
{
    size_t at = 0;
#define PLACE(field, type, items)                                                                   \
    do                                                                                              \
    {                                                                                               \
        s->field = base ? (type*)(void*)(base + at) : (type*)0;                                     \
        at += round_up((items) * sizeof(type));                                                     \
    } while (0)
    PLACE(arena, uint8_t, arena_records(count) * RECORD);
    PLACE(prefixes, uint8_t, (size_t)CHUNK * 64);
    PLACE(refs, uint32_t, count * WINDOWS);
    PLACE(grid_refs, uint32_t, (size_t)2 * BUCKETS);
    PLACE(bit_refs, uint32_t, (size_t)2 * 64 * 7);
    PLACE(digits, int16_t, count * WINDOWS);
    PLACE(buckets, ref_list, (size_t)BUCKETS + 1);
    PLACE(left, uint32_t, (size_t)CHUNK + PAD);
    PLACE(right, uint32_t, (size_t)CHUNK + PAD);
#undef PLACE
    return at;
}

static const uint64_t GROUP_ORDER[4] = {
    0xffffffff00000001ull, 0x53bda402fffe5bfeull, 0x3339d80809a1d805ull, 0x73eda753299d7d48ull,
};

/* Reads a scalar into four words, least first; 0 where it is not below the group order. */
static inline int read_scalar(uint64_t words[5], const uint8_t bytes[32])
{
    for (int i = 0; i < 4; i++)
    {
        uint64_t word;
        memcpy(&word, bytes + 24 - 8 * i, 8);
        words[i] = __builtin_bswap64(word);
    }
    words[4] = 0;
    for (int i = 3; i >= 0; i--)
    {
        if (words[i] != GROUP_ORDER[i])
            return words[i] < GROUP_ORDER[i];
    }
    return 0;
}

/* Signed digits of every scalar, and how many of them each bucket gets. */
static inline int recode(sum_scratch* s, const uint8_t* scalars, size_t count)
{
    memset(s->buckets, 0, sizeof(ref_list) * (BUCKETS + 1));
    for (size_t i = 0; i < count; i++)
    {
        uint64_t words[5];
        if (!read_scalar(words, scalars + 32 * i))
            return 0;
        uint32_t carry = 0;
        for (int j = 0; j < WINDOWS; j++)
        {
            int bit = WINDOW_BITS * j, word = bit >> 6, shift = bit & 63;
            uint64_t bits = words[word] >> shift;
            if (shift > 64 - WINDOW_BITS)
                bits |= words[word + 1] << (64 - shift);
            int32_t digit = (int32_t)((bits & (2 * BUCKETS - 1)) + carry);
            carry = digit > BUCKETS;
            digit -= carry ? 2 * BUCKETS : 0;
            s->digits[i * WINDOWS + (size_t)j] = (int16_t)digit;
            s->buckets[digit < 0 ? -digit : digit].count++;
        }
    }
    s->buckets[0].count = 0;
    return 1;
}

/* Sorts the digits' points into their buckets. */
static inline void distribute(sum_scratch* s, size_t count)
{
    uint32_t start = 0;
    for (int b = 1; b <= BUCKETS; b++)
    {
        s->buckets[b].start = start;
        start += s->buckets[b].count;
        s->buckets[b].count = 0;
    }
    for (size_t i = 0; i < count * WINDOWS; i++)
    {
        int32_t digit = s->digits[i];
        if (digit == 0)
            continue;
        ref_list* bucket = &s->buckets[digit < 0 ? -digit : digit];
        s->refs[bucket->start + bucket->count++] = (uint32_t)(i << 1) | (digit < 0);
    }
}

/*
 * A bucket's weight is 64 h + l. Rows (equal h) get lists 0 to 64, columns (equal l) lists 65 to 128; weights of zero
 * add nothing and are left out.
 */
enum
{
    ROWS = 65,
    COLUMNS = 64,
};

static inline void lay_grid(const sum_scratch* s, ref_list grid[ROWS + COLUMNS])
{
    memset(grid, 0, sizeof(ref_list) * (ROWS + COLUMNS));
    uint32_t at = 0;
    for (int h = 1; h < ROWS; h++)
    {
        grid[h].start = at;
        for (int l = 0; l < 64 && 64 * h + l <= BUCKETS; l++)
        {
            if (s->buckets[64 * h + l].count)
                s->grid_refs[at++] = s->refs[s->buckets[64 * h + l].start];
        }
        grid[h].count = at - grid[h].start;
    }
    for (int l = 1; l < COLUMNS; l++)
    {
        ref_list* column = &grid[ROWS + l];
        column->start = at;
        for (int h = 0; 64 * h + l <= BUCKETS; h++)
        {
            if (s->buckets[64 * h + l].count)
                s->grid_refs[at++] = s->refs[s->buckets[64 * h + l].start];
        }
        column->count = at - column->start;
    }
}

/* The weight of bit list b is 2^b: bits 0 to 5 collect columns by l, bits 6 to 12 rows by h. */
static inline void lay_bits(const sum_scratch* s, const ref_list grid[ROWS + COLUMNS], ref_list bits[WINDOW_BITS])
{
    uint32_t at = 0;
    for (int b = 0; b < WINDOW_BITS; b++)
    {
        const ref_list* lists = b < 6 ? grid + ROWS : grid;
        int size = b < 6 ? COLUMNS : ROWS, bit = b < 6 ? b : b - 6;
        bits[b].start = at;
        for (int i = 1; i < size; i++)
        {
            if (((i >> bit) & 1) && lists[i].count)
                s->bit_refs[at++] = s->grid_refs[lists[i].start];
        }
        bits[b].count = at - bits[b].start;
    }
}

#endif
