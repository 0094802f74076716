/* Aether contracts in C: host functions, reading inputs, writing outputs, storage, events and 128-bit amounts.
 *
 * A method is an exported function without parameters:   AE_METHOD(increment) { ... }
 * It reads its input in the order of abi.json, and ends with ae_input_end. Everything lives in fixed buffers: no heap.
 * Input that does not fit, and sums that overflow, end the call with AE_BAD_INPUT or AE_OVERFLOW and without effects.
 */
#ifndef AETHER_H
#define AETHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exports a method under its own name. */
#define AE_METHOD(name) __attribute__((export_name(#name))) void name(void)

/* Largest input and output of one method; define them before the include to change them. */
#ifndef AE_MAX_INPUT
#define AE_MAX_INPUT 4096
#endif
#ifndef AE_MAX_OUTPUT
#define AE_MAX_OUTPUT 4096
#endif

/* Error codes of this header; those of a contract begin at 1. */
#define AE_BAD_INPUT 0xFFFFFFFFu
#define AE_OVERFLOW 0xFFFFFFFEu
#define AE_TOO_LONG 0xFFFFFFFDu

typedef unsigned __int128 ae_u128;

/* An address, object, asset or hash. */
typedef struct { uint8_t bytes[32]; } ae_id;

#define AE_HOST(name) __attribute__((import_module("env"), import_name(#name)))

/* --- host functions: begin --- */
/* Bytes of the call's input. */
AE_HOST(input_size)
int32_t ae_host_input_size(void);
/* Copies the call's input; gives its full length. */
AE_HOST(input_read)
int32_t ae_host_input_read(void *out, uint32_t capacity);
/* Copies the value of a key; gives its full length, or -1 when there is none. */
AE_HOST(storage_read)
int32_t ae_host_storage_read(const void *key, uint32_t key_length, void *out, uint32_t capacity);
/* Sets the value of a key. Growth locks a deposit of the fee payer. */
AE_HOST(storage_write)
void ae_host_storage_write(const void *key, uint32_t key_length, const void *value, uint32_t value_length);
/* Removes a key and returns its deposit to the fee payer; gives 1 when there was a value, else 0. */
AE_HOST(storage_remove)
int32_t ae_host_storage_remove(const void *key, uint32_t key_length);
/* Gives 1 when the key has a value, else 0. */
AE_HOST(storage_has)
int32_t ae_host_storage_has(const void *key, uint32_t key_length);
/* Copies the data of a declared object; gives its full length, or -1 when there is no live object. */
AE_HOST(obj_read)
int32_t ae_host_obj_read(const void *id, void *out, uint32_t capacity);
/* Replaces the data of an object that the contract owns; a refusal ends the call. */
AE_HOST(obj_write)
void ae_host_obj_write(const void *id, const void *data, uint32_t data_length);
/* Writes the 16 bytes of a declared account's balance. */
AE_HOST(balance)
void ae_host_balance(const void *address, const void *asset, void *out);
/* Moves units from the contract's account; a refusal ends the call. */
AE_HOST(transfer)
void ae_host_transfer(const void *to, const void *asset, const void *amount);
/* Calls a method of another contract with the gas given at most; gives 0, or the receipt status of its failure,
 * which had no effects. */
AE_HOST(call)
int32_t ae_host_call(const void *program, const void *name, uint32_t name_length, const void *input,
    uint32_t input_length, int64_t gas);
/* Bytes that the last call returned or aborted with. */
AE_HOST(output_size)
int32_t ae_host_output_size(void);
/* Copies what the last call returned or aborted with; gives its full length. */
AE_HOST(output_read)
int32_t ae_host_output_read(void *out, uint32_t capacity);
/* Reports an event with up to four topics of 32 bytes, one after the other. */
AE_HOST(emit)
void ae_host_emit(const void *topics, uint32_t topic_count, const void *data, uint32_t data_length);
/* Sets what the call returns; the last one counts. */
AE_HOST(return)
void ae_host_return(const void *data, uint32_t length);
/* Ends the call without effects. The code and the data are reported. */
AE_HOST(abort)
void ae_host_abort(uint32_t code, const void *data, uint32_t length);
/* Writes who calls: the fee payer, or the calling contract. */
AE_HOST(caller)
void ae_host_caller(void *out);
/* Writes the identifier of the running contract, which is its address. */
AE_HOST(self)
void ae_host_self(void *out);
/* Height of the block. */
AE_HOST(height)
int64_t ae_host_height(void);
/* View of the block. */
AE_HOST(view)
int64_t ae_host_view(void);
/* Time of the parent block, in milliseconds since 1970. */
AE_HOST(timestamp)
int64_t ae_host_timestamp(void);
/* Writes the identifier of the transaction. */
AE_HOST(tx_hash)
void ae_host_tx_hash(void *out);
/* Writes the randomness of the epoch. It is known from the epoch's first block on. */
AE_HOST(epoch_random)
void ae_host_epoch_random(void *out);
/* Writes SHA-256 of the data. */
AE_HOST(sha256)
void ae_host_sha256(const void *data, uint32_t length, void *out);
/* Writes BLAKE3 of the data. */
AE_HOST(blake3)
void ae_host_blake3(const void *data, uint32_t length, void *out);
/* Gives 1 for a valid signature by the rules of ZIP-215, else 0. */
AE_HOST(ed25519_verify)
int32_t ae_host_ed25519_verify(const void *key, const void *signature, const void *message, uint32_t length);
/* Gives 1 for a valid signature in G2 of 96 bytes under a key of 48 bytes, else 0. */
AE_HOST(bls_verify)
int32_t ae_host_bls_verify(const void *key, const void *signature, const void *message, uint32_t length);
/* Gives 1 when the polynomial of a commitment has the value at the point, else 0. */
AE_HOST(kzg_verify)
int32_t ae_host_kzg_verify(const void *commitment, const void *point, const void *value, const void *proof);
/* Gas that the call may still use. */
AE_HOST(gas_left)
int64_t ae_host_gas_left(void);
/* --- host functions: end --- */

/* ------------------------------------------------------------------------------------------------------- basics */

static inline void ae_copy(void *to, const void *from, uint32_t length) { __builtin_memcpy(to, from, length); }

static inline bool ae_id_equal(const ae_id *left, const ae_id *right)
{
    uint8_t difference = 0;
    for (uint32_t index = 0; index < 32; index++) {
        difference |= left->bytes[index] ^ right->bytes[index];
    }
    return difference == 0;
}

/* Ends the call without effects. */
static inline _Noreturn void ae_abort(uint32_t code)
{
    ae_host_abort(code, 0, 0);
    __builtin_unreachable();
}

static inline void ae_require(bool condition, uint32_t code)
{
    if (!condition) {
        ae_abort(code);
    }
}

static inline ae_id ae_caller(void) { ae_id id; ae_host_caller(&id); return id; }
static inline ae_id ae_self(void) { ae_id id; ae_host_self(&id); return id; }

static inline ae_u128 ae_add(ae_u128 left, ae_u128 right)
{
    ae_u128 sum = left + right;
    ae_require(sum >= left, AE_OVERFLOW);
    return sum;
}

static inline uint64_t ae_add_u64(uint64_t left, uint64_t right)
{
    uint64_t sum = left + right;
    ae_require(sum >= left, AE_OVERFLOW);
    return sum;
}

static inline ae_u128 ae_balance(const ae_id *address, const ae_id *asset)
{
    ae_u128 amount;
    ae_host_balance(address, asset, &amount);
    return amount;
}

static inline void ae_transfer(const ae_id *to, const ae_id *asset, ae_u128 amount)
{
    ae_host_transfer(to, asset, &amount);
}

/* -------------------------------------------------------------------------------------------------------- input */

static struct { uint32_t offset, length; uint8_t bytes[AE_MAX_INPUT]; } ae_input;

/* Reads the call's input; before the first field. */
static inline void ae_input_begin(void)
{
    ae_input.length = (uint32_t)ae_host_input_read(ae_input.bytes, AE_MAX_INPUT);
    ae_input.offset = 0;
    ae_require(ae_input.length <= AE_MAX_INPUT, AE_BAD_INPUT);
}

/* The next bytes of the input, in place. */
static inline const uint8_t *ae_input_take(uint32_t length)
{
    ae_require(length <= ae_input.length - ae_input.offset, AE_BAD_INPUT);
    const uint8_t *bytes = ae_input.bytes + ae_input.offset;
    ae_input.offset += length;
    return bytes;
}

/* Nothing may be left over. */
static inline void ae_input_end(void) { ae_require(ae_input.offset == ae_input.length, AE_BAD_INPUT); }

#define AE_INPUT(name, type) \
    static inline type ae_input_##name(void) \
    { \
        type value; \
        ae_copy(&value, ae_input_take(sizeof value), sizeof value); \
        return value; \
    }

AE_INPUT(u8, uint8_t)
AE_INPUT(u16, uint16_t)
AE_INPUT(u32, uint32_t)
AE_INPUT(u64, uint64_t)
AE_INPUT(i32, int32_t)
AE_INPUT(i64, int64_t)
AE_INPUT(u128, ae_u128)
AE_INPUT(id, ae_id)

/* A bool, or the byte in front of an option. */
static inline bool ae_input_bool(void)
{
    uint8_t value = ae_input_u8();
    ae_require(value <= 1, AE_BAD_INPUT);
    return value == 1;
}

/* Bytes or a string, in place. */
static inline const uint8_t *ae_input_bytes(uint32_t *length)
{
    *length = ae_input_u32();
    return ae_input_take(*length);
}

/* ------------------------------------------------------------------------------------- writing: output and events */

typedef struct { uint32_t length; uint8_t bytes[AE_MAX_OUTPUT]; } ae_writer;

/* What the method returns; zero at the start of each call. */
static ae_writer ae_output;

static inline void ae_write(ae_writer *writer, const void *bytes, uint32_t length)
{
    ae_require(length <= AE_MAX_OUTPUT - writer->length, AE_TOO_LONG);
    ae_copy(writer->bytes + writer->length, bytes, length);
    writer->length += length;
}

#define AE_WRITE(name, type) \
    static inline void ae_write_##name(ae_writer *writer, type value) { ae_write(writer, &value, sizeof value); }

AE_WRITE(u8, uint8_t)
AE_WRITE(u16, uint16_t)
AE_WRITE(u32, uint32_t)
AE_WRITE(u64, uint64_t)
AE_WRITE(i32, int32_t)
AE_WRITE(i64, int64_t)
AE_WRITE(u128, ae_u128)
AE_WRITE(id, ae_id)

static inline void ae_write_bool(ae_writer *writer, bool value) { ae_write_u8(writer, value ? 1 : 0); }

static inline void ae_write_bytes(ae_writer *writer, const void *bytes, uint32_t length)
{
    ae_write_u32(writer, length);
    ae_write(writer, bytes, length);
}

/* Returns what was written to ae_output. */
static inline void ae_return(void) { ae_host_return(ae_output.bytes, ae_output.length); }

/* An event: its name and up to three topics, then the data. */
typedef struct { uint32_t count; ae_id topics[4]; ae_writer data; } ae_event;

static ae_event ae_next_event;

static inline ae_event *ae_event_begin(const char *name)
{
    ae_event *event = &ae_next_event;
    event->count = 1;
    event->data.length = 0;
    for (uint32_t index = 0; index < 32; index++) {
        event->topics[0].bytes[index] = (uint8_t)*name;
        name += *name != 0;
    }
    return event;
}

static inline void ae_event_topic(ae_event *event, const ae_id *topic) { event->topics[event->count++] = *topic; }

static inline void ae_event_emit(const ae_event *event)
{
    ae_host_emit(event->topics, event->count, event->data.bytes, event->data.length);
}

/* ------------------------------------------------------------------------------------------------------ storage */

/* A key of at most 64 bytes, built from text and identifiers. */
typedef struct { uint32_t length; uint8_t bytes[64]; } ae_key;

static inline void ae_key_add(ae_key *key, const void *bytes, uint32_t length)
{
    ae_require(length <= sizeof key->bytes - key->length, AE_TOO_LONG);
    ae_copy(key->bytes + key->length, bytes, length);
    key->length += length;
}

static inline ae_key ae_key_of(const void *bytes, uint32_t length)
{
    ae_key key;
    key.length = 0;
    ae_key_add(&key, bytes, length);
    return key;
}

/* The key of a text in quotes. */
#define AE_KEY(text) ae_key_of("" text, sizeof(text) - 1)

static inline bool ae_has(const ae_key *key) { return ae_host_storage_has(key->bytes, key->length) != 0; }
static inline void ae_remove(const ae_key *key) { ae_host_storage_remove(key->bytes, key->length); }

static inline void ae_set(const ae_key *key, const void *value, uint32_t length)
{
    ae_host_storage_write(key->bytes, key->length, value, length);
}

/* Reads a value of exactly this length; false, and zeros, when there is none. */
static inline bool ae_get(const ae_key *key, void *value, uint32_t length)
{
    int32_t found = ae_host_storage_read(key->bytes, key->length, value, length);
    if (found != (int32_t)length) {
        __builtin_memset(value, 0, length);
    }
    return found == (int32_t)length;
}

/* Numbers that are not there are zero. */
static inline uint64_t ae_get_u64(const ae_key *key)
{
    uint64_t value;
    ae_get(key, &value, sizeof value);
    return value;
}

static inline ae_u128 ae_get_u128(const ae_key *key)
{
    ae_u128 value;
    ae_get(key, &value, sizeof value);
    return value;
}

static inline void ae_set_u64(const ae_key *key, uint64_t value) { ae_set(key, &value, sizeof value); }

/* A zero is no entry: it costs no deposit. */
static inline void ae_set_u128(const ae_key *key, ae_u128 value)
{
    if (value == 0) {
        ae_remove(key);
    } else {
        ae_set(key, &value, sizeof value);
    }
}

#endif
