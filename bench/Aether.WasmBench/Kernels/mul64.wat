(module
 ;; a chain of 64-bit multiplications, as in modular arithmetic
 (func (export "run") (param $n i32) (result i32) (local $x i64) (local $y i64)
  (local.set $x (i64.const 0x9E3779B97F4A7C15))
  (local.set $y (i64.const 1))
  (loop $l
   (local.set $y (i64.add (i64.mul (local.get $y) (local.get $x)) (i64.shr_u (local.get $y) (i64.const 29))))
   (local.set $x (i64.xor (local.get $x) (i64.rotl (local.get $y) (i64.const 7))))
   (local.set $n (i32.sub (local.get $n) (i32.const 1)))
   (br_if $l (local.get $n)))
  (i32.wrap_i64 (i64.xor (local.get $y) (i64.shr_u (local.get $y) (i64.const 32))))))
