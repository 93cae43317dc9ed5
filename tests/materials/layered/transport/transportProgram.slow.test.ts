import { transportStacks } from '../../../harness/transportStacks.ts';
import { testTransportPrograms } from './testTransportProgram.ts';

testTransportPrograms(transportStacks);
