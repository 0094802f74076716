#include "sum.h"

size_t aether_kzg_table_bytes(size_t count) { return count * WINDOWS * RECORD; }

size_t aether_kzg_scratch_bytes(size_t count)
{
    sum_scratch s;
    return lay_out(&s, 0, count);
}
