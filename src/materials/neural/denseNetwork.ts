import { relu } from '../../layers/activation.ts';
import type { Layer } from '../../layers/layer.ts';
import { linear } from '../../layers/linear.ts';
import { Sequential } from '../../layers/sequential.ts';

/** Linear layers of these widths with ReLU between; the last starts with unit gain. `tail` follows it. */
export function denseNetwork(widths: readonly number[], tail: readonly Layer[] = []): Sequential {
  const layers: Layer[] = [];
  for (let i = 0; i + 1 < widths.length; i++) {
    const last = i + 2 === widths.length;
    layers.push(linear(widths[i], widths[i + 1], last ? { gain: 1 } : {}));
    if (!last) layers.push(relu(widths[i + 1]));
  }
  return new Sequential([...layers, ...tail]);
}
