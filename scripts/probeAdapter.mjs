// Prints the adapter that this environment gives Dawn, as one line of JSON. Run by probeAdapter in adapters.mjs.
import { create } from 'webgpu';

const gpu = create([]);
const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
if (!adapter) {
  console.error('Dawn found no adapter');
  process.exit(1);
}
const { vendor, architecture, device, description } = adapter.info;
const name = [vendor, architecture, device, description].filter(Boolean).join(' ');
const software = /swiftshader|llvmpipe|lavapipe|cpu/i.test(name);
console.log(JSON.stringify({ name, f16: adapter.features.has('shader-f16'), software }));
process.exit(0);
