/* The entry points of one instruction set; ED25519_NAME(x) is aether_ed25519_x with its suffix. */

void ED25519_NAME(initialise)(void) { tables_initialise(); }

void ED25519_NAME(verify)(
    const uint8_t* keys, const uint8_t* signatures, const uint8_t* digests, size_t count, uint64_t* verdicts)
{
    verify_individually(keys, signatures, digests, count, verdicts);
}

void ED25519_NAME(decode)(uint8_t* records, uint64_t* ok, const uint8_t* encodings, size_t stride, size_t count)
{
    decode_records(records, ok, encodings, stride, count);
}

size_t ED25519_NAME(batch_scratch)(size_t signatures, size_t keys) { return layout_of(signatures, keys).total; }

int ED25519_NAME(batch)(const aether_ed25519_batch* batch, void* scratch) { return batch_equation(batch, scratch); }

void ED25519_NAME(multiply_base)(uint8_t* points, const uint8_t* scalars, size_t count)
{
    multiply_base(points, scalars, count);
}
