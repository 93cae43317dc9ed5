import type { FlatGraph, FlatNode } from './flatGraph.ts';
import { bends, lobesOf, rewrite, simplify, type Lobe } from './closure.ts';
import { refuseNode, stackOf, type Stack } from './stack.ts';

/**
 * What fills the mesh: a volume that lies under a lobe that bends light, which is no layer then, or what light walks through that
 * a `subsurface_bsdf` lets in.
 * @returns the stack without that volume, and the node that says what it is
 * @throws naming the second of several, or the walk beside another lobe that lets light through
 */
export function splitInterior(graph: FlatGraph, stack: Stack): { stack: Stack; interior: FlatNode | undefined } {
  const volumes = new Set<Lobe>();
  const root = simplify(
    rewrite(stack.root, (closure) => {
      if (closure.op !== 'layer' || closure.base.op !== 'lobe' || !closure.base.lobe.kind.needsTransport)
        return closure;
      if (!lobesOf(closure.top).some(bends)) return closure;
      volumes.add(closure.base.lobe);
      return closure.top;
    }),
  );
  const rest = stackOf(root);
  const walks = rest.lobes.filter(({ kind }) => kind.walks);
  const [first, second] = [...volumes, ...walks];
  if (second) refuseNode(graph, second.node, 'two volumes inside one surface are not supported');
  if (rest.walks && rest.lobes.some((lobe) => lobe !== rest.walks && lobe.kind.transmission))
    refuseNode(
      graph,
      rest.walks.node,
      'light that walks below a surface which lets light through besides is not supported',
    );
  return { stack: rest, interior: first?.node };
}
