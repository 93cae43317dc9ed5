// MaterialX dielectric_bsdf, scatter_mode RT: an interface that reflects and lets through.

import package::bsdf::dielectric::{Dielectric};
import package::bsdf::dielectricTransmission::{DielectricTransmission};

struct DielectricBoth {
  reflected: Dielectric,
  transmitted: DielectricTransmission,
}
