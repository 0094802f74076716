(module (memory (export "mem") 64)
 ;; quicksort of n u32 filled by xorshift, returns the middle one
 (func $sort (param $lo i32) (param $hi i32) (local $i i32) (local $j i32) (local $pivot i32) (local $t i32)
  (block $done
   (br_if $done (i32.ge_s (local.get $lo) (local.get $hi)))
   (local.set $pivot (i32.load (i32.shl (i32.shr_u (i32.add (local.get $lo) (local.get $hi)) (i32.const 1)) (i32.const 2))))
   (local.set $i (local.get $lo))
   (local.set $j (local.get $hi))
   (loop $partition
    (loop $up
     (if (i32.lt_u (i32.load (i32.shl (local.get $i) (i32.const 2))) (local.get $pivot)) (then
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $up))))
    (loop $down
     (if (i32.gt_u (i32.load (i32.shl (local.get $j) (i32.const 2))) (local.get $pivot)) (then
      (local.set $j (i32.sub (local.get $j) (i32.const 1)))
      (br $down))))
    (if (i32.le_s (local.get $i) (local.get $j)) (then
     (local.set $t (i32.load (i32.shl (local.get $i) (i32.const 2))))
     (i32.store (i32.shl (local.get $i) (i32.const 2)) (i32.load (i32.shl (local.get $j) (i32.const 2))))
     (i32.store (i32.shl (local.get $j) (i32.const 2)) (local.get $t))
     (local.set $i (i32.add (local.get $i) (i32.const 1)))
     (local.set $j (i32.sub (local.get $j) (i32.const 1)))))
    (br_if $partition (i32.le_s (local.get $i) (local.get $j))))
   (call $sort (local.get $lo) (local.get $j))
   (call $sort (local.get $i) (local.get $hi))))
 (func (export "run") (param $n i32) (result i32) (local $i i32) (local $x i32)
  (local.set $x (i32.const 2463534242))
  (loop $f
   (local.set $x (i32.xor (local.get $x) (i32.shl (local.get $x) (i32.const 13))))
   (local.set $x (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 17))))
   (local.set $x (i32.xor (local.get $x) (i32.shl (local.get $x) (i32.const 5))))
   (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $x))
   (local.set $i (i32.add (local.get $i) (i32.const 1)))
   (br_if $f (i32.lt_s (local.get $i) (local.get $n))))
  (call $sort (i32.const 0) (i32.sub (local.get $n) (i32.const 1)))
  (i32.load (i32.shl (i32.shr_u (local.get $n) (i32.const 1)) (i32.const 2)))))
