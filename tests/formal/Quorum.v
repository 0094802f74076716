(* Quorums of stake meet in an honest validator: what agreement rests on. *)

From Coq Require Import List Lia Arith Bool.
Import ListNotations.

Section Quorum.

Variable validator : Type.
Variable stake : validator -> nat.

(* The stake of those in a set; each entry of the list counts once, whatever it signed. *)
Fixpoint weight (set : validator -> bool) (all : list validator) : nat :=
  match all with
  | [] => 0
  | v :: rest => (if set v then stake v else 0) + weight set rest
  end.

Definition total (all : list validator) : nat := weight (fun _ => true) all.

(* Strictly more than two thirds, without division: Quorum.IsReached. *)
Definition quorum (set : validator -> bool) (all : list validator) : Prop :=
  2 * total all < 3 * weight set all.

Definition both (a b : validator -> bool) (v : validator) : bool := a v && b v.

Lemma overlap : forall a b all,
  weight a all + weight b all <= total all + weight (both a b) all.
Proof.
  intros a b all; unfold total, both.
  induction all as [| v rest IH]; simpl; [lia |].
  destruct (a v), (b v); simpl; lia.
Qed.

Theorem quorums_share_more_than_a_third : forall a b all,
  quorum a all -> quorum b all -> total all < 3 * weight (both a b) all.
Proof.
  intros a b all; unfold quorum; intros; pose proof (overlap a b all); lia.
Qed.

Lemma heavier_set_has_another : forall a b all,
  weight b all < weight a all -> exists v, In v all /\ a v = true /\ b v = false.
Proof.
  intros a b all; induction all as [| v rest IH]; simpl; [lia |].
  intros heavier; destruct (a v) eqn:inA, (b v) eqn:inB.
  2: exists v; auto.
  all: destruct IH as [w [? [? ?]]]; [lia | exists w; auto].
Qed.

(* Faulty stake below a third: two quorums have an honest validator in common. *)
Theorem quorums_share_an_honest_validator : forall a b faulty all,
  quorum a all -> quorum b all -> 3 * weight faulty all < total all ->
  exists v, In v all /\ a v = true /\ b v = true /\ faulty v = false.
Proof.
  intros a b faulty all qa qb few.
  pose proof (quorums_share_more_than_a_third a b all qa qb) as shared.
  destruct (heavier_set_has_another (both a b) faulty all) as [v [inside [inBoth honest]]]; [lia |].
  unfold both in inBoth; apply andb_true_iff in inBoth; destruct inBoth; exists v; auto.
Qed.

(* More than a third of the stake holds an honest validator: the rule for joining a timeout. *)
Theorem more_than_a_third_holds_an_honest_validator : forall a faulty all,
  total all < 3 * weight a all -> 3 * weight faulty all < total all ->
  exists v, In v all /\ a v = true /\ faulty v = false.
Proof.
  intros; apply heavier_set_has_another; lia.
Qed.

(* The honest alone can form a quorum: no faulty validator can keep one from existing. *)
Theorem honest_validators_are_a_quorum : forall faulty all,
  3 * weight faulty all < total all -> quorum (fun v => negb (faulty v)) all.
Proof.
  intros faulty all few.
  assert (parts : total all = weight faulty all + weight (fun v => negb (faulty v)) all).
  { clear few; unfold total; induction all as [| v rest IH]; simpl; [lia |].
    destruct (faulty v); simpl; lia. }
  unfold quorum; lia.
Qed.

End Quorum.

(* Two thirds exactly are not enough: of three equal validators, two sets of two share only the faulty one. *)
Example two_thirds_exactly_do_not_intersect :
  exists (a b faulty : nat -> bool) (all : list nat),
    3 * weight nat (fun _ => 1) a all = 2 * total nat (fun _ => 1) all /\
    3 * weight nat (fun _ => 1) b all = 2 * total nat (fun _ => 1) all /\
    3 * weight nat (fun _ => 1) faulty all = total nat (fun _ => 1) all /\
    forall v, In v all -> a v = true -> b v = true -> faulty v = true.
Proof.
  exists (fun v => v <? 2), (fun v => 1 <=? v), (fun v => v =? 1), [0; 1; 2].
  repeat split.
  intros v [<- | [<- | [<- | []]]]; simpl; auto; discriminate.
Qed.

Print Assumptions quorums_share_more_than_a_third.
Print Assumptions quorums_share_an_honest_validator.
Print Assumptions more_than_a_third_holds_an_honest_validator.
Print Assumptions honest_validators_are_a_quorum.
Print Assumptions two_thirds_exactly_do_not_intersect.
