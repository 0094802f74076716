#include "aether.h"

enum { NO_DEAL = 1, NOT_PAID = 2, NOT_YOURS = 3, NO_AMOUNT = 4 };

/* A stored deal: the fields in the order of `show`, without gaps. */
typedef struct __attribute__((packed)) {
    ae_id buyer;
    ae_id seller;
    ae_id arbiter;
    ae_id asset;
    ae_u128 amount;
    uint64_t deadline;
} deal;

static ae_key deal_key(uint64_t number)
{
    ae_key key = AE_KEY("d");
    ae_key_add(&key, &number, sizeof number);
    return key;
}

/* What the contract owes of an asset. */
static ae_key held_key(const ae_id *asset)
{
    ae_key key = AE_KEY("h");
    ae_key_add(&key, asset, sizeof *asset);
    return key;
}

static deal load(uint64_t number)
{
    deal found;
    ae_key key = deal_key(number);
    ae_require(ae_get(&key, &found, sizeof found), NO_DEAL);
    return found;
}

/* Pays and forgets a deal. The record goes first, so that nothing is paid twice. */
static void finish(uint64_t number, const deal *ended, const ae_id *to, const char *name)
{
    ae_key key = deal_key(number), held = held_key(&ended->asset);
    ae_remove(&key);
    ae_set_u128(&held, ae_get_u128(&held) - ended->amount);
    ae_transfer(to, &ended->asset, ended->amount);
    ae_event *event = ae_event_begin(name);
    ae_event_topic(event, to);
    ae_write_u64(&event->data, number);
    ae_event_emit(event);
}

AE_METHOD(open)
{
    deal opened;
    ae_input_begin();
    opened.seller = ae_input_id();
    opened.arbiter = ae_input_id();
    opened.asset = ae_input_id();
    opened.amount = ae_input_u128();
    opened.deadline = ae_input_u64();
    ae_input_end();
    opened.buyer = ae_caller();
    ae_require(opened.amount != 0, NO_AMOUNT);

    ae_id self = ae_self();
    ae_key held = held_key(&opened.asset);
    ae_u128 owed = ae_add(ae_get_u128(&held), opened.amount);
    ae_require(ae_balance(&self, &opened.asset) >= owed, NOT_PAID);
    ae_set_u128(&held, owed);

    ae_key count = AE_KEY("count");
    uint64_t number = ae_add_u64(ae_get_u64(&count), 1);
    ae_set_u64(&count, number);
    ae_key key = deal_key(number);
    ae_set(&key, &opened, sizeof opened);

    ae_event *event = ae_event_begin("Opened");
    ae_event_topic(event, &opened.buyer);
    ae_event_topic(event, &opened.seller);
    ae_write_u64(&event->data, number);
    ae_event_emit(event);
    ae_write_u64(&ae_output, number);
    ae_return();
}

AE_METHOD(release)
{
    ae_input_begin();
    uint64_t number = ae_input_u64();
    ae_input_end();
    deal ended = load(number);
    ae_id caller = ae_caller();
    ae_require(ae_id_equal(&caller, &ended.buyer) || ae_id_equal(&caller, &ended.arbiter), NOT_YOURS);
    finish(number, &ended, &ended.seller, "Released");
}

AE_METHOD(refund)
{
    ae_input_begin();
    uint64_t number = ae_input_u64();
    ae_input_end();
    deal ended = load(number);
    ae_id caller = ae_caller();
    bool late = ae_id_equal(&caller, &ended.buyer) && (uint64_t)ae_host_height() >= ended.deadline;
    ae_require(ae_id_equal(&caller, &ended.seller) || ae_id_equal(&caller, &ended.arbiter) || late, NOT_YOURS);
    finish(number, &ended, &ended.buyer, "Refunded");
}

AE_METHOD(show)
{
    ae_input_begin();
    uint64_t number = ae_input_u64();
    ae_input_end();
    deal found = load(number);
    ae_write(&ae_output, &found, sizeof found);
    ae_return();
}
