// The floors of docs/architecture.md: who may import whom. scripts/test.mjs runs it and refuses a run over 0 modules.
const rooms = {
  math: [],
  engine: ['math'],
  layers: ['math', 'engine'],
  scene: ['math', 'engine'],
  materials: ['math', 'engine', 'layers', 'scene'],
  pathtracer: ['math', 'engine', 'layers', 'scene', 'materials'],
  training: ['math', 'engine', 'layers', 'scene', 'materials', 'metrics'],
  metrics: ['math'],
  app: ['math', 'engine', 'layers', 'scene', 'materials', 'pathtracer', 'training', 'metrics'],
  cli: ['math', 'engine', 'layers', 'scene', 'materials', 'pathtracer', 'training', 'metrics'],
};
const everyRoom = Object.keys(rooms);

const floors = Object.entries(rooms).map(([room, below]) => ({
  name: `floor-${room}`,
  comment: `src/${room} may import from: ${below.join(', ') || 'itself only'}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: `^src/(${everyRoom.filter((other) => other !== room && !below.includes(other)).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...floors,
    {
      name: 'known-rooms',
      comment: 'A folder under src/ is a room named above, with its floor.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${everyRoom.join('|')})/|^src/[^/]+$` },
      to: {},
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'src-is-closed',
      comment: 'src/ stands without tests and scripts; the command alone reaches the benchmarks.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^(tests|bench|scripts)/' },
    },
    {
      name: 'cli-not-tests',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^(tests|scripts)/' },
    },
    {
      name: 'three-in-its-rooms',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(scene|app|cli)/' },
      to: { path: '^node_modules/three/' },
    },
    {
      name: 'node-in-cli',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'dawn-in-cli',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^node_modules/(webgpu|@onirenaud/swiftshader-vulkan)/' },
    },
    {
      name: 'wesl-behind-one-file',
      severity: 'error',
      from: { path: '^(src|bench|scripts)/', pathNot: '^src/engine/shaderLinker\\.ts$' },
      to: { path: '^node_modules/wesl/' },
    },
    {
      name: 'reflection-behind-one-file',
      severity: 'error',
      from: { path: '^(src|bench|scripts)/', pathNot: '^src/engine/structLayout\\.ts$' },
      to: { path: '^node_modules/wgsl_reflect/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true, pathNot: '^materialx-bin/|^virtual:|\\?' },
    },
    {
      name: 'no-dev-dependencies',
      comment:
        'What the package imports, its users install; three is a peer; lil-gui and uplot are for the pages alone.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/(@types|three|lil-gui|uplot)/',
      },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
