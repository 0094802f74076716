/* The voting rules R0-R7 of AetherBFT: honest validators of equal stake and one Byzantine validator, two blocks in each
 * view, every order of actions.
 *
 * Messages are not modelled one by one. Whatever was signed can reach anyone at any time or never, so an action is
 * open as soon as the signatures it needs exist. The Byzantine validator signs everything, for everyone, at all times:
 * it is the vote that every quorum below has for free.
 *
 *   VIEWS    views that are explored (default 2)
 *   MUTANT   0: the rules; 1: precommit after a timeout; 2: a proposal may ignore what the timeouts report;
 *            3: a precommit does not raise the lock; 4: prevote after a timeout; 5: three validators, two are a quorum
 *   REACH    0: look for a violation; 1-4: look for something that must be reachable (see Reachable)
 */
#ifndef VIEWS
#define VIEWS 2
#endif
#ifndef MUTANT
#define MUTANT 0
#endif
#ifndef REACH
#define REACH 0
#endif

#if MUTANT == 5
#define HONEST 2
#define NEEDED 1      /* honest votes that make a quorum together with the Byzantine one */
#else
#define HONEST 3
#define NEEDED 2
#endif

#define BLOCKS (2 * VIEWS)
#define NONE 15

/* Block 0 is the root, of view 0. Blocks 2v-1 and 2v are the two blocks that view v may have. */
#define ViewOf(b) (((b) + 1) / 2)

typedef Validator {
  byte prevote[VIEWS + 1];     /* by view: the block, 0 for none */
  byte gaveUp[VIEWS + 1];      /* by view: the reported certificate's view + 1, 0 for none */
  bool precommit[BLOCKS + 1];  /* by block */
  byte lpv;                    /* highest view prevoted or timed out */
  byte htv;                    /* highest view timed out */
  byte hqc                     /* view of the highest certificate: the lock */
}

Validator val[HONEST];
byte parent[BLOCKS + 1];       /* NONE while the block was not proposed */

/* Scratch of single steps: no part of the state. */
hidden byte n, x, y, z, at, low;
hidden byte ok, conflict, found;
hidden byte final[BLOCKS + 1];
hidden int key[3], swap;

/* R6: more than two thirds of the votes. The root is certified by definition. */
inline Certified(b, result) {
  x = 0;
  for (n : 0 .. HONEST - 1) { x = x + (val[n].prevote[ViewOf(b)] == b) }
  result = (b == 0 || x >= NEEDED)
}

inline Committed(b, result) {
  x = 0;
  for (n : 0 .. HONEST - 1) { x = x + val[n].precommit[b] }
  result = (x >= NEEDED)
}

/* The lowest highest certificate that a timeout certificate of view w can report; NONE when there is none. Whoever
 * puts it together may choose among the timeouts, so the lowest one is what a liar would use. */
inline LowestTimeoutCertificate(w, result) {
  result = NONE;
  y = 1;
  do
  :: y <= VIEWS && result == NONE ->
     x = 0;
     for (n : 0 .. HONEST - 1) { x = x + (val[n].gaveUp[w] != 0 && val[n].gaveUp[w] <= y) }
     if :: x >= NEEDED -> result = y - 1 :: else fi;
     y++
  :: else -> break
  od
}

/* R2(ii): the proposal's own certificates let it be in its view. */
inline Justified(b, p, result) {
  result = (ViewOf(p) + 1 == ViewOf(b));
  if
  :: !result && ViewOf(b) > 1 ->
     LowestTimeoutCertificate(ViewOf(b) - 1, low);
#if MUTANT == 2
     result = (low != NONE)
#else
     result = (low != NONE && ViewOf(p) >= low)
#endif
  :: else
  fi
}

inline IsAncestor(a, b, result) {
  at = b;
  do
  :: at != a && at != 0 -> at = parent[at]
  :: else -> break
  od;
  result = (at == a)
}

/* R7: a block is final with a commit certificate, or when a child one view later is certified too. */
inline FindFinal() {
  final[0] = 1;
  for (y : 1 .. BLOCKS) {
    final[y] = 0;
    if
    :: parent[y] != NONE ->
       Committed(y, ok);
       if
       :: ok -> final[y] = 1
       :: else ->
          Certified(y, ok);
          for (z : 1 .. BLOCKS) {
            if
            :: ok && final[y] == 0 && parent[z] == y && ViewOf(z) == ViewOf(y) + 1 ->
               Certified(z, found);
               if :: found -> final[y] = 2 :: else fi
            :: else
            fi
          }
       fi
    :: else
    fi
  }
}

inline CheckAgreement() {
  FindFinal();
  conflict = false;
  for (y : 1 .. BLOCKS) {
    for (z : 1 .. BLOCKS) {
      if
      :: y < z && final[y] != 0 && final[z] != 0 ->
         IsAncestor(y, z, ok);
         IsAncestor(z, y, found);
         conflict = conflict || (!ok && !found)
      :: else
      fi
    }
  }
#if REACH == 0
  assert(!conflict)
#endif
}

/* What a model that never gets anywhere would miss: each of these is shown to happen. */
inline Reachable() {
#if REACH == 1
  for (y : 1 .. BLOCKS) { assert(final[y] != 1) }         /* final by a commit certificate */
#elif REACH == 2
  for (y : 1 .. BLOCKS) { assert(final[y] != 2) }         /* final by two certificates in a row */
#elif REACH == 3
  for (y : 3 .. BLOCKS) {                                 /* certified after a view was given up */
    if
    :: parent[y] != NONE && ViewOf(parent[y]) + 1 < ViewOf(y) -> Certified(y, ok); assert(!ok)
    :: else
    fi
  }
#elif REACH == 4
  for (y : 1 .. VIEWS) {                                  /* two blocks of one view are proposed, one is final */
    assert(!(parent[2 * y - 1] != NONE && parent[2 * y] != NONE && (final[2 * y] != 0 || final[2 * y - 1] != 0)))
  }
#endif
  skip
}

inline Pack(i, result) {
  result = 0;
  for (n : 1 .. VIEWS) { result = (result << 5) + val[i].prevote[n] * 4 + val[i].gaveUp[n] }
  for (n : 1 .. BLOCKS) { result = (result << 1) + val[i].precommit[n] }
  result = (((result << 2) + val[i].lpv) << 4) + (val[i].htv << 2) + val[i].hqc
}

inline Exchange(i, j) {
  for (n : 1 .. VIEWS) {
    swap = val[i].prevote[n]; val[i].prevote[n] = val[j].prevote[n]; val[j].prevote[n] = swap;
    swap = val[i].gaveUp[n]; val[i].gaveUp[n] = val[j].gaveUp[n]; val[j].gaveUp[n] = swap
  }
  for (n : 1 .. BLOCKS) {
    swap = val[i].precommit[n]; val[i].precommit[n] = val[j].precommit[n]; val[j].precommit[n] = swap
  }
  swap = val[i].lpv; val[i].lpv = val[j].lpv; val[j].lpv = swap;
  swap = val[i].htv; val[i].htv = val[j].htv; val[j].htv = swap;
  swap = val[i].hqc; val[i].hqc = val[j].hqc; val[j].hqc = swap
}

inline Order(i, j) {
  Pack(i, key[i]);
  Pack(j, key[j]);
  if :: key[i] > key[j] -> Exchange(i, j) :: else fi
}

/* Honest validators are alike: their order is made canonical, which leaves a sixth of the states. */
inline Canonical() {
#if VIEWS <= 3
  Order(0, 1);
#if HONEST == 3
  Order(1, 2);
  Order(0, 1)
#endif
#endif
}

inline Finish() {
  CheckAgreement();
  Reachable();
  Canonical()
}

/* R3 with R1: whoever leads, block b is proposed on parent p when its first prevote is cast. */
inline Prevote(i, b, p) {
  d_step {
    /* The two blocks of a view are alike: the second is used only after the first. */
    ok = (b % 2 == 1 || parent[b - 1] != NONE);
    ok = ok && (parent[b] == p || parent[b] == NONE) && (p == 0 || parent[p] != NONE) && ViewOf(b) > val[i].lpv;
    if :: ok -> Certified(p, ok) :: else fi;
    if :: ok -> Justified(b, p, ok) :: else fi;
    if
    :: ok ->
       parent[b] = p;
       val[i].prevote[ViewOf(b)] = b;
       val[i].lpv = ViewOf(b);
       if :: ViewOf(p) > val[i].hqc -> val[i].hqc = ViewOf(p) :: else fi;
       Finish()
    :: else
    fi
  }
}

/* R4: the lock rises before the precommit, and no timeout of this view or above was signed. */
inline Precommit(i, b) {
  d_step {
    ok = (parent[b] != NONE && !val[i].precommit[b]);
#if MUTANT != 1
    ok = ok && val[i].htv < ViewOf(b);
#endif
    if :: ok -> Certified(b, ok) :: else fi;
    if
    :: ok ->
       val[i].precommit[b] = true;
#if MUTANT != 3
       if :: ViewOf(b) > val[i].hqc -> val[i].hqc = ViewOf(b) :: else fi;
#endif
       Finish()
    :: else
    fi
  }
}

/* R5: never below a view voted in; afterwards no prevote in this view or below. */
inline Timeout(i, v) {
  d_step {
#if MUTANT == 4
    ok = (v > val[i].htv);
#else
    ok = (v > val[i].htv && v >= val[i].lpv);
#endif
    if
    :: ok ->
       val[i].gaveUp[v] = val[i].hqc + 1;
       val[i].htv = v;
#if MUTANT != 4
       if :: v > val[i].lpv -> val[i].lpv = v :: else fi;
#endif
       Finish()
    :: else
    fi
  }
}

init {
  byte i, b, p;
  d_step {
    for (y : 1 .. BLOCKS) { parent[y] = NONE }
    y = 0
  }
end:
  do
  :: atomic {
       select(i : 0 .. HONEST - 1);
       if
       :: select(b : 1 .. BLOCKS); select(p : 0 .. BLOCKS - 2); Prevote(i, b, p)
       :: select(b : 1 .. BLOCKS); Precommit(i, b)
       :: select(b : 1 .. VIEWS); Timeout(i, b)
       fi;
       i = 0; b = 0; p = 0
     }
  od
}
