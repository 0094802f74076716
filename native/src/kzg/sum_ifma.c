#include "fp_ifma.h"
#include "sum.inc.h"

int32_t aether_kzg_build_table_ifma(uint8_t* table, size_t table_bytes, const uint8_t* points, size_t count)
{
    return build_table(table, table_bytes, points, count);
}

int32_t aether_kzg_sum_ifma(
    uint8_t sum[96],
    const uint8_t* table,
    size_t table_points,
    const uint8_t* scalars,
    size_t count,
    uint8_t* scratch,
    size_t scratch_bytes)
{
    return sum_of_multiples(sum, table, table_points, scalars, count, scratch, scratch_bytes);
}
