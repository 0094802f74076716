(* No primitive of the ledger makes or loses base units of an asset: LedgerWriter, FeeSchedule, BlockFees. *)

From Coq Require Import List Lia Arith.
Import ListNotations.

(* Accounts, outputs and stake are places that hold an amount, by number. What is burned is counted, not forgotten. *)
Record ledger := Ledger { places : list nat; treasury : nat; burned : nat }.

Fixpoint sum (amounts : list nat) : nat :=
  match amounts with
  | [] => 0
  | amount :: rest => amount + sum rest
  end.

(* What was issued at genesis: all that circulates and all that was burned. *)
Definition issued (s : ledger) : nat := sum (places s) + treasury s + burned s.

Fixpoint replace (index amount : nat) (amounts : list nat) : list nat :=
  match amounts, index with
  | [], _ => []
  | _ :: rest, 0 => amount :: rest
  | first :: rest, S next => first :: replace next amount rest
  end.

Section Primitives.

(* The largest amount that a place can hold. *)
Variable max : nat.

(* TryDebit: refuses when there is less. *)
Definition debit (index amount : nat) (amounts : list nat) : option (list nat) :=
  match nth_error amounts index with
  | Some held => if amount <=? held then Some (replace index (held - amount) amounts) else None
  | None => None
  end.

(* TryCredit: refuses what would not fit. *)
Definition credit (index amount : nat) (amounts : list nat) : option (list nat) :=
  match nth_error amounts index with
  | Some held => if held + amount <=? max then Some (replace index (held + amount) amounts) else None
  | None => None
  end.

Lemma sum_replace : forall index amounts held amount,
  nth_error amounts index = Some held ->
  sum (replace index amount amounts) + held = sum amounts + amount.
Proof.
  induction index as [| index IH]; destruct amounts as [| first rest]; simpl; intros held amount found;
    try discriminate.
  - injection found as ->; lia.
  - specialize (IH rest held amount found); lia.
Qed.

Lemma debit_takes : forall index amount before after,
  debit index amount before = Some after -> sum after + amount = sum before.
Proof.
  unfold debit; intros index amount before after.
  destruct (nth_error before index) as [held |] eqn:found; [| discriminate].
  destruct (amount <=? held) eqn:enough; [| discriminate].
  apply Nat.leb_le in enough; intros step; injection step as <-.
  pose proof (sum_replace index before held (held - amount) found); lia.
Qed.

Lemma credit_gives : forall index amount before after,
  credit index amount before = Some after -> sum after = sum before + amount.
Proof.
  unfold credit; intros index amount before after.
  destruct (nth_error before index) as [held |] eqn:found; [| discriminate].
  destruct (held + amount <=? max); [| discriminate].
  intros step; injection step as <-.
  pose proof (sum_replace index before held (held + amount) found); lia.
Qed.

(* There is no primitive that mints. A primitive that fails leaves the ledger as it was. *)
Inductive primitive :=
  | Transfer (source destination amount : nat)
  | Fee (payer proposer base tip : nat)
  | Burn (source amount : nat).

Definition with_places (s : ledger) (p : list nat) : ledger := Ledger p (treasury s) (burned s).

Definition transfer (source destination amount : nat) (s : ledger) : option ledger :=
  match debit source amount (places s) with
  | Some taken =>
      match credit destination amount taken with
      | Some given => Some (with_places s given)
      | None => None
      end
  | None => None
  end.

(* Half of the base part is burned, an odd unit too; the rest is the treasury's. The tip is the proposer's, or the
   treasury's when the proposer's account cannot take it. *)
Definition fee (payer proposer base tip : nat) (s : ledger) : option ledger :=
  match debit payer (base + tip) (places s) with
  | Some taken =>
      let kept := base / 2 in
      let lost := base - kept in
      match credit proposer tip taken with
      | Some given => Some (Ledger given (treasury s + kept) (burned s + lost))
      | None => Some (Ledger taken (treasury s + kept + tip) (burned s + lost))
      end
  | None => None
  end.

Definition burn (source amount : nat) (s : ledger) : option ledger :=
  match debit source amount (places s) with
  | Some taken => Some (Ledger taken (treasury s) (burned s + amount))
  | None => None
  end.

Definition apply (op : primitive) (s : ledger) : option ledger :=
  match op with
  | Transfer source destination amount => transfer source destination amount s
  | Fee payer proposer base tip => fee payer proposer base tip s
  | Burn source amount => burn source amount s
  end.

Theorem primitive_conserves_supply : forall op before after,
  apply op before = Some after -> issued after = issued before.
Proof.
  intros [source destination amount | payer proposer base tip | source amount] before after; simpl;
    unfold transfer, fee, burn, issued.
  - destruct (debit source amount (places before)) as [taken |] eqn:out; [| discriminate].
    destruct (credit destination amount taken) as [given |] eqn:into; [| discriminate].
    intros step; injection step as <-; simpl.
    apply debit_takes in out; apply credit_gives in into; lia.
  - destruct (debit payer (base + tip) (places before)) as [taken |] eqn:out; [| discriminate].
    apply debit_takes in out.
    assert (half : base / 2 <= base) by (apply Nat.div_le_upper_bound; lia).
    set (kept := base / 2) in *; clearbody kept.
    destruct (credit proposer tip taken) as [given |] eqn:into;
      intros step; injection step as <-; simpl.
    + apply credit_gives in into; lia.
    + lia.
  - destruct (debit source amount (places before)) as [taken |] eqn:out; [| discriminate].
    intros step; injection step as <-; simpl.
    apply debit_takes in out; lia.
Qed.

(* A block: each primitive in turn, those that fail left out. *)
Fixpoint run (ops : list primitive) (s : ledger) : ledger :=
  match ops with
  | [] => s
  | op :: rest => run rest (match apply op s with Some next => next | None => s end)
  end.

Theorem every_run_conserves_supply : forall ops s, issued (run ops s) = issued s.
Proof.
  induction ops as [| op rest IH]; intros s; simpl; [reflexivity |].
  rewrite IH; destruct (apply op s) as [next |] eqn:step; [| reflexivity].
  exact (primitive_conserves_supply op s next step).
Qed.

(* What is burned stays burned, so what circulates never grows. *)
Theorem burned_never_shrinks : forall ops s, burned s <= burned (run ops s).
Proof.
  induction ops as [| op rest IH]; intros s; simpl; [lia |].
  refine (Nat.le_trans _ _ _ _ (IH _)).
  destruct op as [source destination amount | payer proposer base tip | source amount]; simpl;
    unfold transfer, fee, burn, with_places.
  - destruct (debit source amount (places s)) as [taken |]; [| lia].
    destruct (credit destination amount taken); simpl; lia.
  - destruct (debit payer (base + tip) (places s)) as [taken |]; [| lia].
    destruct (credit proposer tip taken); simpl; lia.
  - destruct (debit source amount (places s)); simpl; lia.
Qed.

End Primitives.

(* The primitives are not empty: one of each kind goes through. *)
Example each_kind_happens :
  run 100 [Transfer 0 1 30; Fee 1 2 5 4; Burn 2 3] (Ledger [50; 0; 0] 0 0) = Ledger [20; 21; 1] 2 6.
Proof. reflexivity. Qed.

Print Assumptions primitive_conserves_supply.
Print Assumptions every_run_conserves_supply.
Print Assumptions burned_never_shrinks.
Print Assumptions each_kind_happens.
