// What a program's own `evaluate` and `draw` return; the contract's functions are printed around them (src/materials/contract.ts).

struct Evaluation {
  // f·|cos|
  value: vec3f,
  // Of the whole mixture, per solid angle.
  pdf: f32,
}

struct Drawn {
  // z <= 0 is a null sample.
  wi: vec3f,
  // LOBE_ constant of the alternative that was picked.
  lobe: u32,
}

fn no_evaluation() -> Evaluation {
  return Evaluation(vec3f(0.0), 0.0);
}
