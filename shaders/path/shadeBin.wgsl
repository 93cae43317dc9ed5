// What one dispatch of `shade` knows of its material besides the program.

struct ShadeBin {
  index: u32,
  // Radiance the surface emits, the same on both sides and in all directions.
  emission: vec3f,
}
