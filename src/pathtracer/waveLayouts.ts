import { bindingLayout, storage, storageTexture, uniform } from '../engine/bindings.ts';

const wave = uniform('package::path::waveParams::WaveParams');
const paths = storage('array<package::path::pathState::PathState>', 'read_write');
const queues = storage('package::path::queues::Queues', 'read_write');
/** The queue's memory for kernels that count nothing. */
const queueRanges = storage('package::path::queues::QueueRanges');
const surfaces = (access: 'read' | 'read_write') => storage('array<package::scene::surface::SurfaceRecord>', access);
const lightRays = (access: 'read' | 'read_write') => storage('array<package::path::pathState::LightRay>', access);
const film = (access: 'read' | 'read_write') => storage('array<package::path::film::FilmPixel>', access);

/** Group 0 of each kernel of a wave. At most 4 storage buffers where a scene or a material comes on top. */
export const waveLayouts = {
  camera: bindingLayout('camera_bindings', 0, { wave, paths, queues }),
  trace: bindingLayout('trace_bindings', 0, { wave, paths, surfaces: surfaces('read_write'), queues }),
  bin: bindingLayout('bin_bindings', 0, {
    wave,
    queues,
    dispatches: storage('array<package::path::queues::Workgroups>', 'read_write'),
  }),
  scatter: bindingLayout('scatter_bindings', 0, { paths, queues }),
  light: bindingLayout('light_kernel_bindings', 0, {
    wave,
    paths,
    surfaces: surfaces('read'),
    light_rays: lightRays('read_write'),
    queues: queueRanges,
  }),
  shade: bindingLayout('shade_bindings', 0, {
    wave,
    bin: uniform('package::path::shadeBin::ShadeBin'),
    paths,
    surfaces: surfaces('read'),
    light_rays: lightRays('read_write'),
    queues: queueRanges,
  }),
  escape: bindingLayout('escape_bindings', 0, { wave, paths, queues: queueRanges }),
  shadow: bindingLayout('shadow_bindings', 0, { light_rays: lightRays('read'), paths, queues: queueRanges }),
  shadowFork: bindingLayout('shadow_fork_bindings', 0, { queues: queueRanges, shadow_queues: queues }),
  shadowTrace: bindingLayout('shadow_trace_bindings', 0, {
    wave,
    paths,
    surfaces: surfaces('read_write'),
    light_rays: lightRays('read'),
    queues,
  }),
  accumulate: bindingLayout('accumulate_bindings', 0, { wave, paths, film: film('read_write') }),
  toneMap: bindingLayout('toneMap_bindings', 0, {
    params: uniform('package::path::toneMap::ToneMapParams'),
    film: film('read'),
    target_image: storageTexture('rgba8unorm'),
  }),
};
