#include "aether_ed25519.h"

#define ED25519_NAME(name) aether_ed25519_##name##_avx2

#include "fe_avx2.h"
#include "scalar.h"

#include "point.inc.h"

#include "decode.inc.h"
#include "tables.inc.h"

#include "individual.inc.h"
#include "msm.inc.h"

#include "batch.inc.h"
#include "sign.inc.h"

#include "entry.inc.h"
