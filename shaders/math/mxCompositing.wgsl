// Compositing nodes of MaterialX that branch.

const MX_EPSILON = 1e-8;

fn mx_burn(fg: f32, bg: f32, fade: f32) -> f32 {
  if (abs(fg) < MX_EPSILON) {
    return 0.0;
  }
  return fade * (1.0 - (1.0 - bg) / fg) + (1.0 - fade) * bg;
}

fn mx_dodge(fg: f32, bg: f32, fade: f32) -> f32 {
  if (abs(1.0 - fg) < MX_EPSILON) {
    return 0.0;
  }
  return fade * (bg / (1.0 - fg)) + (1.0 - fade) * bg;
}

// Foreground over a background that covers what is left of the pixel first.
fn mx_disjoint_over(fg: vec4f, bg: vec4f, fade: f32) -> vec4f {
  let alpha = fg.a + bg.a;
  var color = fg.rgb + bg.rgb;
  if (alpha > 1.0) {
    if (abs(bg.a) < MX_EPSILON) {
      color = vec3f(0.0);
    } else {
      color = fg.rgb + bg.rgb * ((1.0 - fg.a) / bg.a);
    }
  }
  return mix(bg, vec4f(color, min(alpha, 1.0)), fade);
}
