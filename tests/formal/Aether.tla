------------------------------- MODULE Aether -------------------------------
(***************************************************************************)
(* The voting rules R0-R7 of AetherBFT, with the same actions as           *)
(* aether.pml.  Whatever was signed can reach anyone at any time or never, *)
(* so an action is enabled as soon as the signatures it needs exist.       *)
(* Faulty validators have signed everything.                               *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Honest,     \* validators that follow the rules
  Faulty,     \* validators that sign anything
  LastView,   \* highest view
  Slots       \* blocks that one view may have

Validators == Honest \union Faulty
Views == 1 .. LastView
None == [view |-> 0, slot |-> "none"]
Root == [view |-> 0, slot |-> "root"]
Blocks == [view : Views, slot : Slots]

(* More than two thirds, strictly: stake is equal here. *)
IsQuorum(signers) == 3 * Cardinality(signers) > 2 * Cardinality(Validators)

ASSUME 3 * Cardinality(Faulty) < Cardinality(Validators)

VARIABLES
  parent,     \* by block: the block below it, None while it was not proposed
  prevote,    \* by validator and view: the block prevoted, None without one
  precommit,  \* by validator: the blocks precommitted
  gaveUp,     \* by validator and view: the reported certificate's view, -1 without a timeout
  lpv,        \* by validator: highest view prevoted or timed out
  htv,        \* by validator: highest view timed out
  hqc         \* by validator: view of the highest certificate, the lock

vars == <<parent, prevote, precommit, gaveUp, lpv, htv, hqc>>

Max(a, b) == IF a > b THEN a ELSE b

TypeOK ==
  /\ parent \in [Blocks -> Blocks \union {Root, None}]
  /\ prevote \in [Honest -> [Views -> Blocks \union {None}]]
  /\ precommit \in [Honest -> SUBSET Blocks]
  /\ gaveUp \in [Honest -> [Views -> -1 .. LastView]]
  /\ lpv \in [Honest -> 0 .. LastView]
  /\ htv \in [Honest -> 0 .. LastView]
  /\ hqc \in [Honest -> 0 .. LastView]

Init ==
  /\ parent = [b \in Blocks |-> None]
  /\ prevote = [i \in Honest |-> [v \in Views |-> None]]
  /\ precommit = [i \in Honest |-> {}]
  /\ gaveUp = [i \in Honest |-> [v \in Views |-> -1]]
  /\ lpv = [i \in Honest |-> 0]
  /\ htv = [i \in Honest |-> 0]
  /\ hqc = [i \in Honest |-> 0]

-----------------------------------------------------------------------------
(* R6: certificates. *)

IsCertified(b) ==
  \/ b = Root
  \/ /\ b \in Blocks
     /\ parent[b] # None
     /\ IsQuorum(Faulty \union {i \in Honest : prevote[i][b.view] = b})

IsCommitted(b) ==
  /\ parent[b] # None
  /\ IsQuorum(Faulty \union {i \in Honest : b \in precommit[i]})

(* A timeout certificate of view w whose highest reported certificate is of view h or lower. *)
HasTimeouts(w, h) ==
  IsQuorum(Faulty \union {i \in Honest : gaveUp[i][w] >= 0 /\ gaveUp[i][w] <= h})

(* R2(ii): the proposal's own certificates let it be in its view. *)
IsJustified(b, p) ==
  /\ p.view < b.view
  /\ \/ p.view = b.view - 1
     \/ /\ b.view > 1
        /\ HasTimeouts(b.view - 1, p.view)

-----------------------------------------------------------------------------
(* R1 and R3: whoever leads, a block is proposed when its first prevote is cast. *)
Prevote(i, b, p) ==
  /\ b.view > lpv[i]
  /\ parent[b] \in {None, p}
  /\ IsCertified(p)
  /\ IsJustified(b, p)
  /\ parent' = [parent EXCEPT ![b] = p]
  /\ prevote' = [prevote EXCEPT ![i][b.view] = b]
  /\ lpv' = [lpv EXCEPT ![i] = b.view]
  /\ hqc' = [hqc EXCEPT ![i] = Max(@, p.view)]
  /\ UNCHANGED <<precommit, gaveUp, htv>>

(* R4: the lock rises first, and no timeout of this view or above was signed. *)
Precommit(i, b) ==
  /\ b \notin precommit[i]
  /\ htv[i] < b.view
  /\ IsCertified(b)
  /\ precommit' = [precommit EXCEPT ![i] = @ \union {b}]
  /\ hqc' = [hqc EXCEPT ![i] = Max(@, b.view)]
  /\ UNCHANGED <<parent, prevote, gaveUp, lpv, htv>>

(* R5: never below a view voted in; afterwards no prevote in this view or below. *)
Timeout(i, v) ==
  /\ v > htv[i]
  /\ v >= lpv[i]
  /\ gaveUp' = [gaveUp EXCEPT ![i][v] = hqc[i]]
  /\ htv' = [htv EXCEPT ![i] = v]
  /\ lpv' = [lpv EXCEPT ![i] = Max(@, v)]
  /\ UNCHANGED <<parent, prevote, precommit, hqc>>

Next ==
  \E i \in Honest :
    \/ \E b \in Blocks, p \in Blocks \union {Root} : Prevote(i, b, p)
    \/ \E b \in Blocks : Precommit(i, b)
    \/ \E v \in Views : Timeout(i, v)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* R7: finality. *)

IsFinal(b) ==
  \/ IsCommitted(b)
  \/ /\ IsCertified(b)
     /\ \E c \in Blocks :
          /\ parent[c] = b
          /\ c.view = b.view + 1
          /\ IsCertified(c)

RECURSIVE IsAncestor(_, _)
IsAncestor(a, b) ==
  \/ a = b
  \/ /\ b \in Blocks
     /\ parent[b] # None
     /\ IsAncestor(a, parent[b])

Agreement ==
  \A a, b \in Blocks :
    IsFinal(a) /\ IsFinal(b) => IsAncestor(a, b) \/ IsAncestor(b, a)

OneCertificatePerView ==
  \A a, b \in Blocks : a.view = b.view /\ IsCertified(a) /\ IsCertified(b) => a = b

(* The induction of the safety argument: what is certified above a committed block descends from it. *)
CertifiedDescendsFromCommitted ==
  \A a, b \in Blocks :
    IsCommitted(a) /\ IsCertified(b) /\ b.view > a.view => IsAncestor(a, b)

THEOREM Spec => [](TypeOK /\ OneCertificatePerView /\ CertifiedDescendsFromCommitted /\ Agreement)
=============================================================================
