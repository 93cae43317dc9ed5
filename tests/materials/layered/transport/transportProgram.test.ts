import { transportStacks } from '../../../harness/transportStacks.ts';
import { testTransportPrograms } from './testTransportProgram.ts';

// Between them every kind of event; transportProgram.slow.test.ts has all stacks.
const few = new Set([
  'a soap film on glass over oxidised metal',
  'iridescent varnish over clay',
  'three boundaries with their own normals',
  'a film between glass and areas of clay and metal',
  'a cloudy lacquer over clay',
]);

testTransportPrograms(
  transportStacks.filter(([name]) => few.has(name)).map(([name, graph]) => [name, graph.graph('all')]),
);
