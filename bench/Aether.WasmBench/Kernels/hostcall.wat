(module (import "env" "host" (func $host (param i32) (result i32)))
 ;; n calls of the host, returns the last result
 (func (export "run") (param $n i32) (result i32) (local $x i32)
  (loop $l
   (local.set $x (call $host (local.get $n)))
   (local.set $n (i32.sub (local.get $n) (i32.const 1)))
   (br_if $l (local.get $n)))
  (local.get $x)))
