import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../harness/browser.ts';

// If this fails, every other browser test fails for the same reason: look here first.
let browser: Browser;
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>WebGPU</title><canvas id="c" width="8" height="8"></canvas>');
});

beforeAll(async () => {
  browser = await launchChromium();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  server.close();
});

it('computes on the GPU of this Chromium and captures a canvas as drawn', { timeout: 60_000 }, async () => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`); // localhost is a secure context
  const answer = await page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter();
    if (!adapter) throw new Error('no adapter');
    const device = await adapter.requestDevice();
    const code = `@group(0) @binding(0) var<storage, read_write> out: array<u32>;
      @compute @workgroup_size(4) fn main(@builtin(global_invocation_id) id: vec3u) { out[id.x] = id.x * id.x + 1u; }`;
    const pipeline = await device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code }) },
    });
    const storage = device.createBuffer({ size: 16, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
    const read = device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const canvas = document.querySelector('canvas') as HTMLCanvasElement;
    const context = canvas.getContext('webgpu') as GPUCanvasContext;
    context.configure({ device, format: navigator.gpu.getPreferredCanvasFormat() });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(
      0,
      device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: [{ binding: 0, resource: { buffer: storage } }],
      }),
    );
    pass.dispatchWorkgroups(1);
    pass.end();
    encoder.copyBufferToBuffer(storage, 0, read, 0, 16);
    const view = context.getCurrentTexture().createView();
    encoder
      .beginRenderPass({
        colorAttachments: [{ view, loadOp: 'clear', storeOp: 'store', clearValue: [1, 0, 0.5, 1] }],
      })
      .end();
    device.queue.submit([encoder.finish()]);
    await read.mapAsync(GPUMapMode.READ);
    const storageBuffers = adapter.limits.maxStorageBuffersPerShaderStage;
    return { values: [...new Uint32Array(read.getMappedRange())], storageBuffers };
  });
  expect(answer.values).toEqual([1, 2, 5, 10]);
  expect(answer.storageBuffers).toBeGreaterThanOrEqual(8);

  const png = await page.locator('#c').screenshot();
  const { PNG } = await import('pngjs');
  const { data } = PNG.sync.read(png);
  expect([...data.subarray(0, 4)]).toEqual([255, 0, 128, 255]);
});
