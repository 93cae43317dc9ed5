import { testMutations } from './testMutations.ts';

testMutations(
  Array.from({ length: 200 }, (_, i) => i),
  true,
);
