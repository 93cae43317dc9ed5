import { testMutations } from './testMutations.ts';

// mutations.slow.test.ts has two hundred, and looks at their values.
testMutations(
  Array.from({ length: 24 }, (_, i) => 1000 + i),
  false,
);
