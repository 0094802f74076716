#include "aether.h"

static ae_key count_key(void) { return AE_KEY("count"); }

/* Sets the first value. */
AE_METHOD(init)
{
    ae_input_begin();
    uint64_t start = ae_input_u64();
    ae_input_end();
    ae_key key = count_key();
    ae_set_u64(&key, start);
}

/* Adds to the value and returns the sum. */
AE_METHOD(increment)
{
    ae_input_begin();
    uint64_t by = ae_input_u64();
    ae_input_end();
    ae_key key = count_key();
    uint64_t value = ae_add_u64(ae_get_u64(&key), by);
    ae_set_u64(&key, value);

    ae_id caller = ae_caller();
    ae_event *event = ae_event_begin("Incremented");
    ae_event_topic(event, &caller);
    ae_write_u64(&event->data, value);
    ae_event_emit(event);

    ae_write_u64(&ae_output, value);
    ae_return();
}

/* Returns the value. */
AE_METHOD(get)
{
    ae_input_begin();
    ae_input_end();
    ae_key key = count_key();
    ae_write_u64(&ae_output, ae_get_u64(&key));
    ae_return();
}
