#include "aether_ed25519.h"

#include "fe_ifma.h"
#include "scalar.h"

#include "point.inc.h"

#include "decode.inc.h"
#include "tables.inc.h"

#include "individual.inc.h"

void aether_ed25519_initialise_ifma(void) { tables_initialise(); }

void aether_ed25519_verify_ifma(
    const uint8_t* keys, const uint8_t* signatures, const uint8_t* digests, size_t count, uint64_t* verdicts)
{
    verify_individually(keys, signatures, digests, count, verdicts);
}

void aether_ed25519_decode_ifma(uint8_t* records, uint64_t* ok, const uint8_t* encodings, size_t stride, size_t count)
{
    decode_records(records, ok, encodings, stride, count);
}
