#include "aether.h"

enum { NOT_ENOUGH = 1, NOT_ALLOWED = 2 };
enum { DECIMALS = 6, MAX_NAME = 64, MAX_SYMBOL = 16 };

static const ae_id nobody;

static ae_key balance_key(const ae_id *owner)
{
    ae_key key = AE_KEY("b");
    ae_key_add(&key, owner, sizeof *owner);
    return key;
}

/* The only keys of 64 bytes. */
static ae_key allowance_key(const ae_id *owner, const ae_id *spender)
{
    ae_key key = AE_KEY("");
    ae_key_add(&key, owner, sizeof *owner);
    ae_key_add(&key, spender, sizeof *spender);
    return key;
}

static void report(const char *name, const ae_id *first, const ae_id *second, ae_u128 amount)
{
    ae_event *event = ae_event_begin(name);
    ae_event_topic(event, first);
    ae_event_topic(event, second);
    ae_write_u128(&event->data, amount);
    ae_event_emit(event);
}

static void give(const ae_id *to, ae_u128 amount)
{
    ae_key key = balance_key(to);
    ae_set_u128(&key, ae_add(ae_get_u128(&key), amount));
}

static void take(const ae_key *key, ae_u128 amount, uint32_t error)
{
    ae_u128 before = ae_get_u128(key);
    ae_require(before >= amount, error);
    ae_set_u128(key, before - amount);
}

static void move(const ae_id *from, const ae_id *to, ae_u128 amount)
{
    ae_key key = balance_key(from);
    take(&key, amount, NOT_ENOUGH);
    give(to, amount);
    report("Transfer", from, to, amount);
}

/* Stores a text of the input; an empty one needs no entry. */
static void store_text(const ae_key *key, uint32_t max)
{
    uint32_t length;
    const uint8_t *text = ae_input_bytes(&length);
    ae_require(length <= max, AE_BAD_INPUT);
    if (length > 0) {
        ae_set(key, text, length);
    }
}

/* Returns a stored text. */
static void return_text(const ae_key *key)
{
    uint8_t text[MAX_NAME];
    int32_t length = ae_host_storage_read(key->bytes, key->length, text, sizeof text);
    ae_write_bytes(&ae_output, text, length < 0 ? 0 : (uint32_t)length);
}

AE_METHOD(init)
{
    ae_input_begin();
    ae_key name = AE_KEY("name"), symbol = AE_KEY("symbol"), supply_key = AE_KEY("supply");
    store_text(&name, MAX_NAME);
    store_text(&symbol, MAX_SYMBOL);
    ae_u128 supply = ae_input_u128();
    ae_input_end();
    ae_id owner = ae_caller();
    ae_set_u128(&supply_key, supply);
    give(&owner, supply);
    report("Transfer", &nobody, &owner, supply);
}

AE_METHOD(transfer)
{
    ae_input_begin();
    ae_id to = ae_input_id();
    ae_u128 amount = ae_input_u128();
    ae_input_end();
    ae_id from = ae_caller();
    move(&from, &to, amount);
}

AE_METHOD(approve)
{
    ae_input_begin();
    ae_id spender = ae_input_id();
    ae_u128 amount = ae_input_u128();
    ae_input_end();
    ae_id owner = ae_caller();
    ae_key key = allowance_key(&owner, &spender);
    ae_set_u128(&key, amount);
    report("Approval", &owner, &spender, amount);
}

AE_METHOD(transfer_from)
{
    ae_input_begin();
    ae_id from = ae_input_id();
    ae_id to = ae_input_id();
    ae_u128 amount = ae_input_u128();
    ae_input_end();
    ae_id spender = ae_caller();
    ae_key key = allowance_key(&from, &spender);
    take(&key, amount, NOT_ALLOWED);
    move(&from, &to, amount);
}

AE_METHOD(burn)
{
    ae_input_begin();
    ae_u128 amount = ae_input_u128();
    ae_input_end();
    ae_id owner = ae_caller();
    ae_key balance = balance_key(&owner), supply = AE_KEY("supply");
    take(&balance, amount, NOT_ENOUGH);
    take(&supply, amount, NOT_ENOUGH);
    report("Transfer", &owner, &nobody, amount);
}

AE_METHOD(balance_of)
{
    ae_input_begin();
    ae_id owner = ae_input_id();
    ae_input_end();
    ae_key key = balance_key(&owner);
    ae_write_u128(&ae_output, ae_get_u128(&key));
    ae_return();
}

AE_METHOD(allowance)
{
    ae_input_begin();
    ae_id owner = ae_input_id();
    ae_id spender = ae_input_id();
    ae_input_end();
    ae_key key = allowance_key(&owner, &spender);
    ae_write_u128(&ae_output, ae_get_u128(&key));
    ae_return();
}

AE_METHOD(info)
{
    ae_input_begin();
    ae_input_end();
    ae_key name = AE_KEY("name"), symbol = AE_KEY("symbol"), supply = AE_KEY("supply");
    return_text(&name);
    return_text(&symbol);
    ae_write_u8(&ae_output, DECIMALS);
    ae_write_u128(&ae_output, ae_get_u128(&supply));
    ae_return();
}
